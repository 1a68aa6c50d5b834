package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
class ReloadedConfigTest {
    private static final Map<String, String> ENV = Map.of("JWT_SECRET", ConfigFixture.SECRET);

    @TempDir
    Path directory;

    @Test
    void takesWhatMayChangeAndNothingElse() throws IOException {
        // given
        SluiceConfig before = load("""
                server: {port: 8443}
                outbound: {allow: [a.internal]}
                providers: {demo: {retries: 1}}
                upstreams: {a: {url: 'https://a.example', retries: 1}}
                """).opened();
        SluiceConfig other = load("""
                server: {port: 9443}
                outbound: {allow: [b.internal]}
                limits: {perUser: 7}
                providers: {demo: {retries: 2}}
                upstreams: {b: {url: 'https://b.example', retries: 2}}
                servers: {some: {tools: ['*']}}
                tools: {hello_world: {roles: [user]}}
                """);

        // when
        SluiceConfig reloaded = before.reloaded(other);

        // then
        assertThat(reloaded.federation().upstreams()).containsOnlyKeys("b");
        assertThat(reloaded.federation().servers()).containsOnlyKeys("some");
        assertThat(reloaded.tools()).isEqualTo(other.tools());
        assertThat(reloaded.providers())
                .isEqualTo(Map.of(
                        "demo",
                        before.providers().get("demo"),
                        "b",
                        other.providers().get("b")));
        assertThat(reloaded.federation().allowed()).isEqualTo(List.of("a.internal"));
        assertThat(reloaded.server()).isEqualTo(before.server());
        assertThat(reloaded.limits()).isEqualTo(before.limits());
        assertThat(reloaded.auth().open()).isTrue();
        assertThat(ChangeSet.between(reloaded, other).upstreams().isEmpty()).isTrue();
    }

    @Test
    void aWatcherThatIsWokenUpTakesWhatItSeesForSettled() throws Exception {
        // given
        Path file = Files.writeString(directory.resolve("sluice.yaml"), "upstreams: {a: {url: 'https://a.example'}}\n");
        BlockingQueue<Reload> heard = new LinkedBlockingQueue<>();
        try (ConfigWatcher watcher = new ConfigWatcher(
                ConfigLoader.load(Optional.of(file), ENV).config(),
                Set.of(file),
                () -> ConfigLoader.load(Optional.of(file), ENV),
                InstantSource.system(),
                Duration.ofDays(1))) {
            watcher.start(heard::add);
            Files.writeString(file, "upstreams: {b: {url: 'https://b.example'}}\n");

            // when
            watcher.wake();

            // then
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isInstanceOf(Reload.Applied.class);
        }
    }

    private SluiceConfig load(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("sluice.yaml"), yaml);
        return ConfigLoader.load(Optional.of(file), ENV).config();
    }
}
