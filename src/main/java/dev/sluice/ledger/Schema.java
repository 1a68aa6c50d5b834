package dev.sluice.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Brings the tables to the version this code needs. Each step is one file of portable SQL and one row in
 * {@code schema_version}, in one transaction. When two nodes migrate at the same time one of them fails and tries again.
 */
final class Schema {
    private Schema() {}

    /** Applies the missing steps on a connection without auto-commit, and commits. */
    static void migrate(Connection connection, List<String> steps) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version (version INT PRIMARY KEY,"
                    + " applied_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP)");
            connection.commit();
            int version = version(statement);
            if (version > steps.size()) {
                throw new SQLException("The ledger's tables are of version " + version
                        + ", made by a newer release; this one knows " + steps.size());
            }
            for (int step = version; step < steps.size(); step++) {
                apply(statement, steps.get(step), step + 1);
                connection.commit();
            }
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT COALESCE(MAX(version), 0) FROM schema_version")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void apply(Statement statement, String file, int version) throws SQLException {
        for (String sql : read(file).split(";", -1)) {
            if (!sql.isBlank()) {
                statement.execute(sql);
            }
        }
        statement.execute("INSERT INTO schema_version (version) VALUES (" + version + ")");
    }

    private static String read(String file) {
        try (InputStream in = Schema.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
