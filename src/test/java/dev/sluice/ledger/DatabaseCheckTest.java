package dev.sluice.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.LedgerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("R-504")
class DatabaseCheckTest {
    @Test
    void aDirectoryThatCanBeMadeIsWellAndIsNotMade(@TempDir Path folder) {
        Path data = folder.resolve("some/where");

        String fact = look(data);

        assertThat(fact).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsNoDirectoryOrCannotBecomeOneIsTold(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("data"), "");

        assertThatThrownBy(() -> look(file))
                .isInstanceOf(DatabaseException.class)
                .hasMessage("dataDir " + file + " is not a directory");
        assertThatThrownBy(() -> look(file.resolve("below")))
                .isInstanceOf(DatabaseException.class)
                .hasMessage("dataDir " + file.resolve("below") + " is not there and cannot be made by this user");
    }

    @Test
    void aDatabaseThatNobodyHasOpenIsLeftAsItIs(@TempDir Path folder) throws IOException {
        Database.open(embedded(), folder).close();
        byte[] before = Files.readAllBytes(folder.resolve("sluice.mv.db"));

        String fact = look(folder);

        assertThat(fact).isEmpty();
        assertThat(folder.resolve("sluice.mv.db")).hasBinaryContent(before);
    }

    private static String look(Path folder) {
        return DatabaseCheck.look(embedded(), folder, InstantSource.system());
    }

    private static LedgerConfig embedded() {
        return Records.embedded(10, 10);
    }
}
