package dev.sluice.ledger;

import dev.sluice.ledger.Verification.Flaw;
import dev.sluice.ledger.Verification.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Walks the whole chain and finds records that were changed, removed or slipped in. Finds a cut end of a run once a
 * later run of the same node exists; the end of the last run needs an anchor outside of the database.
 *
 * <p>Memory is bounded by the number of runs. Not thread-safe.
 */
public final class LedgerVerifier {
    private final DataSource source;
    private final RecordTable table;
    private final HashChain chain = new HashChain();
    private final List<Flaw> flaws = new ArrayList<>();
    /** Last hashes of the runs of the node that is walked. */
    private final Set<String> tails = new HashSet<>();

    private long records;
    private long runs;

    public LedgerVerifier(Database database) {
        this.source = database.dataSource();
        this.table = database.table();
    }

    /**
     * Blocks until every record has been looked at.
     *
     * @throws DatabaseException when the database does not answer or has no ledger; reading is all the rights this needs
     */
    public Verification verify() {
        records = 0;
        runs = 0;
        flaws.clear();
        tails.clear();
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            walk(connection);
            connection.rollback();
        } catch (SegmentDecoder.CorruptSegmentException e) {
            throw new DatabaseException(String.valueOf(e.getMessage()), e);
        } catch (SQLException e) {
            throw new DatabaseException("The ledger cannot be read", e);
        }
        return new Verification(records, runs, flaws);
    }

    private void walk(Connection connection) throws SQLException {
        AtomicReference<@Nullable AuditRow> before = new AtomicReference<>();
        table.walk(connection, row -> {
            records++;
            inspect(connection, before.getAndSet(row), row);
        });
    }

    private void inspect(Connection connection, @Nullable AuditRow before, AuditRow row) throws SQLException {
        if (!Arrays.equals(chain.expected(row), row.hash())) {
            report(row, Problem.CHANGED);
        }
        if (before != null && before.node().equals(row.node()) && before.run() == row.run()) {
            if (row.seq() != before.seq() + 1) {
                report(row, Problem.GAP);
            } else if (!Arrays.equals(row.prevHash(), before.hash())) {
                report(row, Problem.UNLINKED);
            }
            return;
        }
        runs++;
        if (before != null && before.node().equals(row.node())) {
            tails.add(hex(before.hash()));
        } else {
            tails.clear();
        }
        if (row.seq() != 1) {
            report(row, Problem.GAP);
        } else if (!followsAnotherRun(connection, row)) {
            report(row, Problem.UNLINKED);
        }
    }

    /** The first run of a node follows nothing; the others follow the end of one, or its middle when two overlapped. */
    private boolean followsAnotherRun(Connection connection, AuditRow first) throws SQLException {
        if (tails.isEmpty() && Arrays.equals(first.prevHash(), HashChain.genesis())) {
            return true;
        }
        return tails.contains(hex(first.prevHash())) || table.holds(connection, first.node(), first.prevHash());
    }

    private void report(AuditRow row, Problem problem) {
        if (flaws.size() < Verification.MAX_FLAWS) {
            flaws.add(new Flaw(row.node(), row.run(), row.seq(), problem));
        }
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
