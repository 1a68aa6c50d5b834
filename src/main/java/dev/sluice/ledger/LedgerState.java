package dev.sluice.ledger;

import java.sql.SQLException;

/**
 * How the writer fares with its database.
 *
 * @param up whether the last contact worked
 * @param reason why not, one of a few fixed sentences; empty when it is up
 */
record LedgerState(boolean up, String reason) {
    /** The SQLSTATE of a system error, for what a driver throws that is no exception. */
    static final String DRIVER_FAILED = "58000";

    static final LedgerState CONNECTING = new LedgerState(false, "not connected yet");
    static final LedgerState UP = new LedgerState(true, "");
    static final LedgerState STOPPED = new LedgerState(false, "stopped");
    static final LedgerState BROKEN = new LedgerState(false, "the writer failed");

    /** What a failure means, in words that hold no address and no secret. */
    static LedgerState down(Exception failure) {
        return new LedgerState(false, reason(failure));
    }

    private static String reason(Throwable failure) {
        String state = sqlState(failure);
        if (state.isEmpty() || state.startsWith("08")) {
            return "the database cannot be reached";
        }
        return switch (state) {
            case DRIVER_FAILED -> "the database driver failed";
            case "28000", "28P01" -> "the database refused the credentials";
            case "3D000" -> "the database does not exist on the server";
            case "42501" -> "the database user may not do this";
            case "53100" -> "the disk of the database is full";
            case "53300" -> "the database has too many connections";
            case "57P01", "57P02", "57P03" -> "the database is starting or stopping";
            default -> "the database answered with SQLSTATE " + state;
        };
    }

    /** The state of the innermost SQL failure: a pool wraps the one that tells. */
    private static String sqlState(Throwable failure) {
        String state = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                state = sql.getSQLState();
            }
        }
        return state;
    }

    /** Whether the data itself is refused, so that trying the same again is in vain. */
    static boolean isAboutTheData(Exception failure) {
        return !(failure instanceof SQLException) || sqlState(failure).startsWith("22");
    }
}
