package dev.sluice.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-604")
class DatabaseUrlTest {
    @Test
    void keepsCredentialsOutOfTheAddress() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://sluice:p%40ss+w%2Frd@db.example:5433/audit?sslmode=require");

        assertThat(url.address()).isEqualTo("jdbc:postgresql://db.example:5433/audit");
        assertThat(url.properties())
                .containsEntry("user", "sluice")
                .containsEntry("password", "p@ss+w/rd")
                .containsEntry("sslmode", "require");
        assertThat(url.toString()).doesNotContain("p@ss", "sluice:");
    }

    @Test
    void readsTheJdbcFormWithCredentialsAsParameters() {
        DatabaseUrl url = DatabaseUrl.parse("jdbc:postgresql://db/audit?user=u&password=hush&socketTimeout=3");

        assertThat(url.address()).isEqualTo("jdbc:postgresql://db/audit");
        assertThat(url.properties())
                .containsEntry("user", "u")
                .containsEntry("password", "hush")
                .containsEntry("socketTimeout", "3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://u:hush@h/d", "postgresql://u:hush@h", "postgresql://u:hush%zz@h/d", "hush", ""})
    void refusesOtherFormsWithoutRepeatingThem(String url) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("DB_URL")
                .hasMessageNotContaining("hush");
    }
}
