package dev.sluice.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether the file of an embedded database is whole: its structure, whether its end is there, and for a while every
 * record. It locks, writes and makes nothing; while somebody writes to the file, what it says means nothing. Blocking, one use.
 */
final class EmbeddedCheck {
    /** How long records are looked at. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private final Path file;
    private final InstantSource clock;
    private final HashChain chain = new HashChain();
    private final Instant end;
    private long records;
    private @Nullable AuditRow before;

    /** @param file absolute, with its ending */
    EmbeddedCheck(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        this.end = clock.instant().plus(LIMIT);
    }

    /**
     * Looks at the file, for {@link #LIMIT} and a little longer at most.
     *
     * @return what else there is to say, empty when there is nothing
     * @throws DatabaseException when it is damaged or cannot be read
     */
    String look() {
        try {
            if (Files.size(file) == 0) {
                throw damaged("it is empty", null);
            }
            structure();
            return records();
        } catch (DatabaseException e) {
            throw e;
        } catch (IOException | SQLException | RuntimeException e) {
            throw explained(e);
        }
    }

    /** Opened, H2 goes back to what is whole; the header tells that there was more. */
    private void structure() {
        try (MVStore store = new MVStore.Builder()
                .fileName(UnlockedFile.name(file))
                .readOnly()
                .cacheSize(1)
                .open()) {
            long written = DataUtils.readHexLong(store.getStoreHeader(), "version", 0);
            if (store.getFileStore().lastChunkVersion() < written) {
                throw damaged("what was written last is missing or cannot be read", null);
            }
        }
    }

    private String records() throws SQLException {
        String name = file.toString().substring(0, file.toString().length() - Database.ENDING.length());
        try (Connection connection = DriverManager.getConnection(
                "jdbc:h2:" + UnlockedFile.name(name)
                        + ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE;TRACE_LEVEL_FILE=0;CACHE_SIZE=1024"
                        + ";LAZY_QUERY_EXECUTION=TRUE;DB_CLOSE_ON_EXIT=FALSE;" + Database.H2_DIALECT,
                "sa",
                "")) {
            new SegmentTable().walk(connection, this::inspect);
            return "";
        } catch (EnoughException e) {
            return "the first " + records + " records are whole, the others were not looked at";
        } catch (SQLException e) {
            if (hasNoLedger(e)) {
                return "";
            }
            throw e;
        }
    }

    private static boolean hasNoLedger(SQLException e) {
        return e.getErrorCode() == ErrorCode.TABLE_OR_VIEW_NOT_FOUND_1
                || e.getErrorCode() == ErrorCode.TABLE_OR_VIEW_NOT_FOUND_DATABASE_EMPTY_1;
    }

    private void inspect(AuditRow row) throws SQLException {
        boolean follows = follows(before, row);
        if (!follows || !Arrays.equals(chain.expected(row), row.hash())) {
            throw damaged(
                    "record " + row.seq() + " of run " + row.run() + " of node " + row.node()
                            + (follows ? " is not what was written" : " does not follow the one before it"),
                    null);
        }
        before = row;
        records++;
        if (!clock.instant().isBefore(end)) {
            throw new EnoughException();
        }
    }

    /** A run begins where the records of another one end, and is not compared with that. */
    private static boolean follows(@Nullable AuditRow last, AuditRow row) {
        if (last == null || last.run() != row.run() || !last.node().equals(row.node())) {
            return true;
        }
        return last.seq() + 1 == row.seq() && Arrays.equals(last.hash(), row.prevHash());
    }

    private DatabaseException explained(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MVStoreException known) {
                return known.getErrorCode() == DataUtils.ERROR_UNSUPPORTED_FORMAT
                        ? new DatabaseException(where() + "is of a format that this release does not know", failure)
                        : damaged("it cannot be read as a database", failure);
            }
        }
        return failure instanceof SQLException sql && !isDamage(sql)
                ? new DatabaseException(where() + "cannot be opened (H2 error " + sql.getErrorCode() + ")", failure)
                : damaged("it cannot be read as a database", failure);
    }

    private static boolean isDamage(SQLException failure) {
        return failure.getErrorCode() == ErrorCode.FILE_CORRUPTED_1
                || failure.getErrorCode() == ErrorCode.GENERAL_ERROR_1
                || failure.getErrorCode() == ErrorCode.IO_EXCEPTION_1
                || failure.getErrorCode() == ErrorCode.IO_EXCEPTION_2;
    }

    private DatabaseException damaged(String what, @Nullable Throwable cause) {
        String message = where() + "is damaged: " + what
                + ". Restore a backup of it, or move it away: then the gateway makes a new one, without its records";
        return cause == null ? new DatabaseException(message) : new DatabaseException(message, cause);
    }

    private String where() {
        return "The ledger's database " + file + " ";
    }

    /** There was no time for more records. */
    private static final class EnoughException extends SQLException {
        private static final long serialVersionUID = 1L;
    }
}
