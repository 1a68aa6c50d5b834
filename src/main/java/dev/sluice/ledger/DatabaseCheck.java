package dev.sluice.ledger;

import dev.sluice.config.LedgerConfig;
import dev.sluice.config.Secret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Looks whether a gateway could use the ledger's database, beside one that runs and without writing anything. Blocking. */
public final class DatabaseCheck {
    private static final String IN_USE = "in use by a running gateway";

    private DatabaseCheck() {}

    /**
     * Connects to a PostgreSQL. Of an embedded database the directory is looked at, and the file when nobody has it open.
     *
     * @param clock for how long the records of an embedded database are looked at
     * @return what else there is to say, empty when there is nothing
     * @throws DatabaseException when it could not be used
     */
    public static String look(LedgerConfig config, Path dataDir, InstantSource clock) {
        return config.url().map(DatabaseCheck::connect).orElseGet(() -> look(dataDir, clock));
    }

    private static String connect(Secret url) {
        try (Database database = Database.unnamed(url);
                var connection = database.dataSource().getConnection()) {
            if (!connection.isValid(1)) {
                throw new DatabaseException("The database does not answer");
            }
            return "";
        } catch (SQLException e) {
            throw new DatabaseException(e.getMessage() == null ? "There is no connection" : e.getMessage(), e);
        }
    }

    private static String look(Path dataDir, InstantSource clock) {
        Path directory = dataDir.toAbsolutePath();
        if (!Files.exists(directory)) {
            Path parent = existing(directory);
            if (parent == null || !Files.isDirectory(parent) || !Files.isWritable(parent)) {
                throw new DatabaseException("dataDir " + dataDir + " is not there and cannot be made by this user");
            }
            return "";
        }
        if (!Files.isDirectory(directory)) {
            throw new DatabaseException("dataDir " + dataDir + " is not a directory");
        }
        if (!Files.isWritable(directory)) {
            throw new DatabaseException("dataDir " + dataDir + " is not writable by this user");
        }
        Path file = Database.file(new DataDirectory(dataDir));
        if (!Files.exists(file)) {
            return "";
        }
        if (!Files.isReadable(file) || !Files.isWritable(file)) {
            throw new DatabaseException("The ledger's database " + file + " cannot be read and written by this user");
        }
        return isInUse(file) ? IN_USE : lookInto(file, clock);
    }

    /** Whoever opens it meanwhile is not in the way, and what is found then means nothing. */
    private static String lookInto(Path file, InstantSource clock) {
        try {
            return new EmbeddedCheck(file, clock).look();
        } catch (DatabaseException e) {
            if (isInUse(file)) {
                return IN_USE;
            }
            throw e;
        }
    }

    private static @Nullable Path existing(Path directory) {
        Path parent = directory;
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        return parent;
    }

    /** Who has it open holds a lock of the whole file, beside which there cannot even be a shared one. */
    private static boolean isInUse(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            throw new DatabaseException("The ledger's database " + file + " cannot be read", e);
        }
    }
}
