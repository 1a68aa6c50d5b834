package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("R-204")
class LocalDataTest {
    @TempDir
    Path base;

    @Test
    void aDirectoryIsForItsOwnerOnly() throws Exception {
        try (LocalData data = LocalData.take(base.resolve("data"))) {
            assertThat(data.directory()).isEqualTo(base.resolve("data/stdio-1"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.directory())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aDirectoryThatWasGivenBackIsTakenAgain() throws Exception {
        LocalData.take(base).close();

        try (LocalData again = LocalData.take(base)) {
            assertThat(again.directory()).isEqualTo(base.resolve("stdio-1"));
        }
    }

    @Test
    void whatCannotBeWrittenIsSaid() throws Exception {
        Path file = Files.writeString(base.resolve("file"), "");

        assertThatThrownBy(() -> LocalData.take(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString());
    }
}
