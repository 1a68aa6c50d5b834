package dev.sluice.ledger;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-504")
class EmbeddedCheckTest {
    private static final int RECORDS = 2_000;

    @TempDir
    Path folder;

    private Path file;
    private byte[] whole;

    @BeforeEach
    void write() throws IOException {
        Vertx vertx = Vertx.vertx();
        try (Database database = Database.open(Records.embedded(RECORDS, 100), folder)) {
            Ledger ledger = Ledger.create(
                    vertx, Records.embedded(RECORDS, 100), database, new SimpleMeterRegistry(), InstantSource.system());
            vertx.deployVerticle(ledger.verticle()).timeout(30, SECONDS).await();
            for (int i = 0; i < RECORDS; i += 100) {
                IntStream.range(i, i + 100).forEach(number -> ledger.append(Records.call(number)));
                ledger.flush().timeout(30, SECONDS).await();
            }
            ledger.stop().timeout(30, SECONDS).await();
        } finally {
            vertx.close().timeout(30, SECONDS).await();
        }
        file = folder.resolve("sluice.mv.db").toAbsolutePath();
        whole = Files.readAllBytes(file);
    }

    @Test
    void aWholeFileIsWellAndStaysAsItIs() throws IOException {
        String fact = look();

        assertThat(fact).isEmpty();
        assertThat(file).hasBinaryContent(whole);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("sluice.mv.db", "node-id");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, 0.01, 0.3, 0.5, 0.9, 0.99999})
    void aFileWhoseEndIsCutOffIsDamaged(double part) throws IOException {
        byte[] cut = Arrays.copyOf(whole, (int) (whole.length * part));
        Files.write(file, cut);

        assertThatThrownBy(this::look)
                .isInstanceOf(DatabaseException.class)
                .hasMessageStartingWith("The ledger's database " + file + " is damaged: ")
                .hasMessageContaining("Restore a backup of it, or move it away");
        assertThat(file).hasBinaryContent(cut);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("sluice.mv.db", "node-id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"This was a text of somebody else.", ""})
    void aFileWithSomethingElseInItIsDamaged(String other) throws IOException {
        byte[] text = Arrays.copyOf(other.getBytes(StandardCharsets.UTF_8), whole.length);
        Files.write(file, text);

        assertThatThrownBy(this::look).hasMessageContaining("is damaged: it cannot be read as a database.");
        assertThat(file).hasBinaryContent(text);
    }

    @Test
    void aRecordThatWasWrittenOverIsFoundThoughThePageIsWell() throws IOException {
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("demo");
        Files.write(file, text.replace("demo", "dema").getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(this::look)
                .hasMessageContaining("is damaged: record 1 of run ", " is not what was written.");
    }

    @Test
    void looksAtRecordsForItsTimeOnly() {
        AtomicReference<Instant> now = new AtomicReference<>(Records.NOON);
        EmbeddedCheck check = new EmbeddedCheck(file, now::get);
        now.set(Records.NOON.plus(EmbeddedCheck.LIMIT));

        assertThat(check.look()).isEqualTo("the first 1 records are whole, the others were not looked at");
    }

    @Test
    void nobodyIsKeptFromOpeningItMeanwhile() {
        try (MVStore looked = new MVStore.Builder()
                        .fileName(UnlockedFile.name(file))
                        .readOnly()
                        .open();
                Database database = Database.open(Records.embedded(10, 10), folder)) {
            assertThat(looked.isReadOnly()).isTrue();
            assertThat(new LedgerVerifier(database).verify().flaws()).isEmpty();
        }
    }

    private String look() {
        return new EmbeddedCheck(file, InstantSource.system()).look();
    }
}
