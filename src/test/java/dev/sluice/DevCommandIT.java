package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does in the first five minutes. */
class DevCommandIT {
    private static final Duration START = Duration.ofSeconds(60);

    @Test
    @Tag("R-101")
    @Tag("R-117")
    void devPrintsACurlLineThatWorksWhenPasted(@TempDir Path home) throws Exception {
        assumeTrue(has("curl"), "curl is not installed: the printed line is not tried");
        try (SluiceProcess sluice = SluiceProcess.java(home, Map.of(), "dev", "--port", "0")) {
            // given
            String line = sluice.await("^\\s*(curl .*)$", START);

            // when
            String answer = shell(line);

            // then
            assertThat(answer).contains("\"type\":\"response\"").contains("Ada");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(".sluice/key.pem"))))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(".sluice/jwt-secret"))))
                    .isEqualTo("rw-------");
            sluice.signal("INT");
            assertThat(sluice.exitCode(Duration.ofSeconds(30))).isZero();
        }
    }

    @Test
    void openServesWithoutATokenAndSaysSoLoudly(@TempDir Path home) throws Exception {
        assumeTrue(has("curl"), "curl is not installed: the printed line is not tried");
        try (SluiceProcess sluice = SluiceProcess.java(home, Map.of(), "dev", "--port", "0", "--open")) {
            sluice.await("!!! OPEN: no authentication", START);

            assertThat(shell(sluice.await("^\\s*(curl .*)$", START)))
                    .contains("\"type\":\"response\"")
                    .contains("Ada");
        }
    }

    @Test
    void openRefusesAnyOtherAddress(@TempDir Path home) throws Exception {
        try (SluiceProcess sluice =
                SluiceProcess.java(home, Map.of(), "dev", "--port", "0", "--open", "--host", "0.0.0.0")) {
            assertThat(sluice.exitCode(START)).isEqualTo(Sluice.USAGE);
            assertThat(sluice.output()).contains("loopback");
        }
    }

    @Test
    void aTakenPortIsSaidInOneSentence(@TempDir Path home) throws Exception {
        try (java.net.ServerSocket taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                SluiceProcess sluice =
                        SluiceProcess.java(home, Map.of(), "dev", "--port", Integer.toString(taken.getLocalPort()))) {
            assertThat(sluice.exitCode(START)).isEqualTo(Sluice.FAILED);
            assertThat(sluice.output())
                    .contains(Integer.toString(taken.getLocalPort()))
                    .contains("in use")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    @Tag("R-504")
    void aWrongKeyInTheConfigurationIsRefusedWithFileAndLine(@TempDir Path home) throws Exception {
        Path file =
                Files.writeString(home.resolve("wrong.yaml"), "server:\n  port: 8443\nadmision:\n  maxRunning: 1\n");
        try (SluiceProcess sluice = SluiceProcess.java(home, Map.of(), "run", "-c", file.toString())) {
            assertThat(sluice.exitCode(START)).isEqualTo(Sluice.USAGE);
            assertThat(sluice.output())
                    .contains("wrong.yaml:3")
                    .contains("admision")
                    .contains("admission");
        }
    }

    @Test
    @Tag("R-101")
    void aMissingCertificateIsSaidWithTheWayToMendIt(@TempDir Path home) throws Exception {
        Map<String, String> env = Map.of("JWT_SECRET", GatewayFixture.SECRET, "PORT", "0");
        try (SluiceProcess sluice = SluiceProcess.java(home, env, "run")) {
            assertThat(sluice.exitCode(START)).isEqualTo(Sluice.USAGE);
            assertThat(sluice.output()).contains("certs").contains("generate-certs");
        }
    }

    @Test
    @Tag("R-102")
    void aStartWithoutAnyKeyIsRefused(@TempDir Path home) throws Exception {
        try (SluiceProcess sluice = SluiceProcess.java(home, Map.of("PORT", "0"), "run", "--self-signed")) {
            assertThat(sluice.exitCode(START)).isEqualTo(Sluice.USAGE);
            assertThat(sluice.output()).contains("JWT_SECRET");
        }
    }

    @Test
    @Tag("R-504")
    void checkSaysWhatIsFineAndWhatIsNot(@TempDir Path home) throws Exception {
        Map<String, String> env = Map.of(
                "JWT_SECRET", GatewayFixture.SECRET, "REDIS_URL", "redis://127.0.0.1:1", "DATA_DIR", home + "/data");
        try (SluiceProcess sluice = SluiceProcess.java(home, env, "check")) {
            assertThat(sluice.exitCode(START)).isNotZero();
            assertThat(sluice.output())
                    .contains("ok    configuration")
                    .contains("FAIL")
                    .contains("certs")
                    .doesNotContain(GatewayFixture.SECRET);
        }
    }

    private static boolean has(String tool) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "command -v " + tool)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static String shell(String line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of("sh", "-c", line))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
