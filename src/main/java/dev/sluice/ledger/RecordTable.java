package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How records lie in a database. Stateless; every method works on the connection it is given. */
interface RecordTable {
    /** The steps of SQL, in resources beside this class, that make the tables. */
    List<String> schema();

    /** Adds rows. */
    void insert(Connection connection, LinkedPart rows, Turns turns) throws SQLException;

    /** The end of the chain in one run of a node, null when it has no record. */
    @Nullable
    ChainTail lastOfRun(Connection connection, String node, long run) throws SQLException;

    /** The end of the chain of a node, null when it has no record. */
    @Nullable
    ChainTail lastOfNode(Connection connection, String node) throws SQLException;

    /** The latest records that fit, newest first. */
    List<AuditRecord> newest(Connection connection, LedgerFilter filter, int timeoutSeconds) throws SQLException;

    /** Shows every row, ordered by node, run and sequence, without holding more than a few. */
    void walk(Connection connection, Visitor visitor) throws SQLException;

    /** Whether a record of the node has this hash. */
    boolean holds(Connection connection, String node, byte[] hash) throws SQLException;

    /** Sees one row after the other. */
    @FunctionalInterface
    interface Visitor {
        void visit(AuditRow row) throws SQLException;
    }
}
