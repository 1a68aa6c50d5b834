package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("R-505")
class ConfigWatcherTest {
    private static final Map<String, String> ENV = Map.of("JWT_SECRET", ConfigFixture.SECRET);
    private static final String ONE = "upstreams: {a: {url: 'https://a.example'}}\n";
    private static final String TWO = "upstreams: {b: {url: 'https://b.example'}}\n";
    private static final ChangeSet.Names NONE = new ChangeSet.Names(Set.of(), Set.of(), Set.of());

    @TempDir
    Path directory;

    private final Instant now = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void loadsAnewWhatHasChangedOnceItIsLeftAlone() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("sluice.yaml"), ONE);
        ConfigWatcher watcher = watcher(file);
        assertThat(watcher.look()).isEmpty();

        // when: two looks see it change, the third sees the same as the second
        Files.writeString(file, "upstreams: {half: ");
        assertThat(watcher.look()).isEmpty();
        Files.writeString(file, TWO);
        assertThat(watcher.look()).isEmpty();
        Optional<Reload> reload = watcher.look();

        // then
        Reload.Applied applied = (Reload.Applied) reload.orElseThrow();
        assertThat(applied.changes().upstreams()).isEqualTo(new ChangeSet.Names(Set.of("b"), Set.of("a"), Set.of()));
        assertThat(applied.loaded().config().federation().upstreams()).containsOnlyKeys("b");
        assertThat(watcher.look()).isEmpty();
    }

    @Test
    void namesWhatNeedsARestartAsLongAsItDiffersFromWhatWasStarted() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("sluice.yaml"), ONE);
        ConfigWatcher watcher = watcher(file);
        watcher.look();

        // then: it is pending after the next change too, and over when it is taken back
        assertThat(restart(watcher, file, ONE + "server: {port: 24501}\n")).containsExactly("server.port");
        assertThat(restart(watcher, file, TWO + "server: {port: 24501}\n")).containsExactly("server.port");
        assertThat(restart(watcher, file, TWO)).isEmpty();
    }

    private static List<String> restart(ConfigWatcher watcher, Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(watcher.look()).isEmpty();
        return ((Reload.Applied) watcher.look().orElseThrow()).changes().restart();
    }

    @Test
    void looksAgainSoonOnlyWhileAFileChanges() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("sluice.yaml"), ONE);
        ConfigWatcher watcher = watcher(file);
        watcher.look();
        assertThat(watcher.untilNextLook()).isEqualTo(ConfigWatcher.PERIOD);

        // when
        Files.writeString(file, TWO);
        watcher.look();

        // then
        assertThat(watcher.untilNextLook()).isEqualTo(ConfigWatcher.SETTLING);
        watcher.look();
        assertThat(watcher.untilNextLook()).isEqualTo(ConfigWatcher.PERIOD);
    }

    @Test
    void keepsQuietAboutFilesThatSayTheSame() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("sluice.yaml"), ONE);
        ConfigWatcher watcher = watcher(file);
        watcher.look();

        // when
        Files.writeString(file, "# a comment\n" + ONE);

        // then
        assertThat(watcher.look()).isEmpty();
        assertThat(watcher.look()).isEmpty();
    }

    @Test
    void seesAChangeThatShowsNeitherInSizeNorInTime() throws IOException {
        // given: as old as it was, as long as it was, written while its time was young
        Path file = Files.writeString(directory.resolve("sluice.yaml"), ONE);
        FileTime time = FileTime.from(now.minusSeconds(1));
        Files.setLastModifiedTime(file, time);
        ConfigWatcher watcher = watcher(file);
        watcher.look();

        // when
        Files.writeString(file, ONE.replace("a.example", "z.example"));
        Files.setLastModifiedTime(file, time);
        watcher.look();

        // then
        assertThat(watcher.look()).isPresent();
    }

    @Test
    void refusesAWholeFileThatIsWrongAndTellsItOnce() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("sluice.yaml"), ONE);
        ConfigWatcher watcher = watcher(file);
        watcher.look();

        // when
        Files.writeString(file, TWO + "server: {prot: 1}\n");
        watcher.look();
        Reload reload = watcher.look().orElseThrow();

        // then
        assertThat(((Reload.Refused) reload).problems())
                .singleElement()
                .asString()
                .endsWith("sluice.yaml:2: server.prot: unknown key; did you mean port?");
        assertThat(watcher.look()).isEmpty();

        // when it is mended
        Files.writeString(file, TWO);
        watcher.look();

        // then
        assertThat(watcher.look()).get().isInstanceOf(Reload.Applied.class);
    }

    @Test
    void takesBackWhatItRefusedWhenTheFileIsAsBefore() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("sluice.yaml"), ONE);
        ConfigWatcher watcher = watcher(file);
        watcher.look();
        Files.delete(file);
        watcher.look();
        assertThat(watcher.look()).get().isInstanceOf(Reload.Refused.class);

        // when
        Files.writeString(file, ONE);
        watcher.look();

        // then
        assertThat(watcher.look()).isEmpty();
        Files.writeString(file, TWO);
        watcher.look();
        assertThat(watcher.look()).get().isInstanceOf(Reload.Applied.class);
    }

    @Test
    void seesASwapOfLinksAsKubernetesDoesIt() throws IOException {
        // given: sluice.yaml -> ..data/sluice.yaml, ..data -> ..1
        Path first = Files.createDirectory(directory.resolve("..1"));
        Path second = Files.createDirectory(directory.resolve("..2"));
        FileTime old = FileTime.from(now.minusSeconds(3600));
        Files.setLastModifiedTime(Files.writeString(first.resolve("sluice.yaml"), ONE), old);
        Files.setLastModifiedTime(Files.writeString(second.resolve("sluice.yaml"), TWO), old);
        Path data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
        Path file = Files.createSymbolicLink(directory.resolve("sluice.yaml"), Path.of("..data", "sluice.yaml"));
        ConfigWatcher watcher = watcher(file);
        watcher.look();

        // when
        Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of("..2"));
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        watcher.look();

        // then
        Reload.Applied applied = (Reload.Applied) watcher.look().orElseThrow();
        assertThat(applied.changes().upstreams().added()).containsExactly("b");
    }

    @Test
    void watchesTheOpenApiDocumentsThatTheConfigurationNames() throws IOException {
        // given
        Path document = Files.writeString(directory.resolve("pets.yaml"), "openapi: 3.1.0\n");
        Path file = Files.writeString(
                directory.resolve("sluice.yaml"), "rest: {pets: {url: 'https://p.example', openapi: pets.yaml}}");
        ConfigWatcher watcher = watcher(file);
        watcher.look();

        // when
        Files.writeString(document, "openapi: 3.1.1\n");
        watcher.look();

        // then
        Reload.Applied applied = (Reload.Applied) watcher.look().orElseThrow();
        assertThat(applied.changes())
                .isEqualTo(new ChangeSet(
                        NONE, new ChangeSet.Names(Set.of(), Set.of(), Set.of("pets")), NONE, NONE, List.of()));

        // when the document goes and another comes
        Files.delete(document);
        watcher.look();
        assertThat(watcher.look()).get().isInstanceOf(Reload.Refused.class);
        Files.writeString(document, "openapi: 3.1.2\n");
        watcher.look();

        // then
        assertThat(watcher.look()).get().isInstanceOf(Reload.Applied.class);
    }

    @Test
    void findsWhatChangedBeforeItWasThere() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("sluice.yaml"), ONE);
        SluiceConfig config = ConfigLoader.load(Optional.of(file), ENV).config();
        Files.writeString(file, TWO);

        // when
        ConfigWatcher watcher = watcher(file, config);

        // then
        assertThat(watcher.look()).get().isInstanceOf(Reload.Applied.class);
    }

    @Test
    void tellsItsListenerFromAThreadOfItsOwn() throws IOException, InterruptedException {
        // given
        Path file = Files.writeString(directory.resolve("sluice.yaml"), ONE);
        BlockingQueue<Reload> told = new LinkedBlockingQueue<>();
        SluiceConfig config = ConfigLoader.load(Optional.of(file), ENV).config();
        try (ConfigWatcher watcher = ConfigWatcher.of(config, file, ENV)) {
            watcher.start(told::add);

            // when
            Files.writeString(file, TWO);

            // then
            assertThat(told.poll(30, TimeUnit.SECONDS)).isInstanceOf(Reload.Applied.class);
        }
    }

    private ConfigWatcher watcher(Path file) {
        return watcher(file, ConfigLoader.load(Optional.of(file), ENV).config());
    }

    private ConfigWatcher watcher(Path file, SluiceConfig config) {
        InstantSource clock = () -> now;
        return new ConfigWatcher(config, Set.of(file), () -> ConfigLoader.load(Optional.of(file), ENV), clock);
    }
}
