package dev.sluice.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("R-604")
class DatabaseTest {
    @Test
    void leavesH2LittleToDoBesideTheLedger(@TempDir Path folder) throws SQLException {
        try (Database database = Database.open(Records.embedded(10, 10), folder)) {
            assertThat(settings(database))
                    .containsEntry("WRITE_DELAY", "3000")
                    .containsEntry("AUTO_COMPACT_FILL_RATE", "50");
        }
    }

    @Test
    void opensADatabaseThatWasMadeWithOtherSettings(@TempDir Path folder) throws SQLException {
        try (Database database = Database.open(Records.embedded(10, 10), folder);
                Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET WRITE_DELAY 500");
        }

        try (Database database = Database.open(Records.embedded(10, 10), folder)) {
            assertThat(settings(database)).containsEntry("WRITE_DELAY", "3000");
        }
    }

    private static Map<String, String> settings(Database database) throws SQLException {
        Map<String, String> settings = new HashMap<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT SETTING_NAME, SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS")) {
            while (rows.next()) {
                settings.put(rows.getString(1), rows.getString(2));
            }
        }
        return settings;
    }
}
