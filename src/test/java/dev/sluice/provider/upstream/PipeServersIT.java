package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.config.Secret;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.config.UpstreamConfig.EraChoice;
import dev.sluice.provider.upstream.wire.PipeTimes;
import dev.sluice.upstreams.StdioServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of other makers, and Sluice itself, as upstreams. */
@Tag("R-301")
class PipeServersIT {
    private final PipeRig rig = new PipeRig(EraChoice.AUTO, PipeTimes.DEFAULT);

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void theOfficialSdkOfTheModernEra() throws Exception {
        rig.open(rig.upstream(StdioServers.modern(), Map.of()));

        Offer offer = offer();

        assertThat(rig.dialect().status()).containsEntry("era", "modern");
        assertThat(offer.tools()).isNotEmpty();
        assertThat(offer.prompts()).isNotEmpty();
    }

    @Test
    void theOfficialSdkOfBothErasIsSpokenToInTheModernOne() throws Exception {
        rig.open(rig.upstream(StdioServers.dual(), Map.of()));

        assertThat(rig.dialect().status()).containsEntry("era", "modern");
        assertThat(offer().tools()).isNotEmpty();
    }

    @Test
    void theOfficialSdkOfTheLegacyEras() throws Exception {
        rig.open(rig.upstream(StdioServers.legacy(), Map.of()));

        assertThat(rig.dialect().status()).containsEntry("era", "legacy");
        assertThat(offer().tools()).isNotEmpty();
    }

    @Test
    void theDemonstrationServerOfTheMakers() throws Exception {
        rig.open(rig.upstream(StdioServers.everything(), Map.of()));

        assertThat(offer().tools()).extracting(ToolDescriptor::name).contains("echo");
        assertThat(text(rig.call(Asked.tool("echo").with("{\"message\":\"Ada\"}"))))
                .contains("Ada");
    }

    @Test
    void theServersOfFilesAndOfMemory(@TempDir Path directory) throws Exception {
        // given
        Path files = directory.toRealPath();
        Files.writeString(files.resolve("note.txt"), "A note");

        // when
        rig.open(rig.upstream(StdioServers.filesystem(files), Map.of()));
        String listed = text(rig.call(Asked.tool("list_directory").with("{\"path\":\"" + files + "\"}")));
        HomeRig.await(rig.onHome(() -> rig.dialect().close()));
        rig.open(rig.upstream(
                StdioServers.memory(),
                Map.of(
                        "MEMORY_FILE_PATH",
                        new Secret(files.resolve("memory.jsonl").toString()))));
        String found = text(rig.call(Asked.tool("search_nodes").with("{\"query\":\"nothing\"}")));

        // then
        assertThat(listed).contains("note.txt");
        assertThat(found).contains("entities");
    }

    @Test
    void sluiceItself(@TempDir Path home) throws Exception {
        // given
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Dsluice.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sluice.Sluice",
                "stdio");

        // when
        rig.open(rig.upstream(new UpstreamConfig.Command(command, Map.of(), Optional.of(home))));

        // then
        assertThat(rig.dialect().status()).containsEntry("era", "modern");
        assertThat(offer().tools()).extracting(ToolDescriptor::name).contains("echo");
        assertThat(text(rig.call(Asked.tool("echo").with("{\"text\":\"Ada\"}"))))
                .contains("Ada");
    }

    private Offer offer() throws Exception {
        return HomeRig.await(rig.onHome(() -> rig.dialect().offer()));
    }

    private static String text(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        return PipeRig.text(outcome);
    }
}
