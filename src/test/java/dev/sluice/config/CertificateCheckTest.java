package dev.sluice.config;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-101")
class CertificateCheckTest {
    private static final InstantSource NOW = InstantSource.system();

    @TempDir
    static Path directory = Path.of("");

    @BeforeAll
    static void makesCertificates() throws IOException, InterruptedException {
        assumeTrue(isThere("openssl"), "openssl is not installed: certificates are not checked");
        for (String kind : List.of("rsa", "ec", "ed25519", "other")) {
            List<String> algorithm = switch (kind) {
                case "ec" -> List.of("EC", "-pkeyopt", "ec_paramgen_curve:P-256");
                case "ed25519" -> List.of("ED25519");
                default -> List.of("RSA", "-pkeyopt", "rsa_keygen_bits:2048");
            };
            List<String> command = new ArrayList<>(List.of("openssl", "genpkey", "-out", path(kind + ".key")));
            command.add("-algorithm");
            command.addAll(algorithm);
            run(command);
            run(List.of(
                    "openssl",
                    "req",
                    "-x509",
                    "-new",
                    "-key",
                    path(kind + ".key"),
                    "-out",
                    path(kind + ".crt"),
                    "-subj",
                    "/CN=" + kind,
                    "-days",
                    "30"));
        }
        run(List.of("openssl", "rsa", "-in", path("rsa.key"), "-out", path("rsa-old.key"), "-traditional"));
        run(List.of("openssl", "ec", "-in", path("ec.key"), "-out", path("ec-old.key")));
        run(List.of(
                "openssl",
                "pkcs8",
                "-topk8",
                "-in",
                path("rsa.key"),
                "-out",
                path("locked.key"),
                "-passout",
                "pass:xxxx"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ec", "ed25519"})
    void isContentWithAPair(String kind) {
        assertThat(check(kind + ".key", kind + ".crt", NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ec"})
    void readsTheOlderFormsOfKeys(String kind) throws IOException {
        assertThat(Files.readString(directory.resolve(kind + "-old.key")))
                .contains(" " + kind.toUpperCase(Locale.ROOT) + " PRIVATE KEY");
        assertThat(check(kind + "-old.key", kind + ".crt", NOW)).isEmpty();
        assertThat(check(kind + "-old.key", "other.crt", NOW))
                .singleElement()
                .asString()
                .contains("does not belong to");
    }

    @Test
    void saysHowToMakeWhatIsMissing() {
        assertThat(check("none.key", "none.crt", NOW))
                .containsExactly(
                        "none.key: server.tls.keyPath: does not exist; make a pair with scripts/generate-certs.sh",
                        "none.crt: server.tls.certPath: does not exist; make a pair with scripts/generate-certs.sh");
    }

    @Test
    void refusesAKeyOfAnotherCertificate() {
        for (String other : List.of("other", "ec", "ed25519")) {
            assertThat(check("rsa.key", other + ".crt", NOW))
                    .containsExactly("rsa.key: server.tls.keyPath: does not belong to the certificate in " + other
                            + ".crt; make a pair with scripts/generate-certs.sh");
        }
    }

    @Test
    void refusesWhatIsNoPem() throws IOException {
        // given
        Files.writeString(directory.resolve("text.pem"), "hello");
        Files.writeString(
                directory.resolve("broken.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Files.createDirectories(directory.resolve("folder.pem"));

        // when, then
        assertThat(check("text.pem", "text.pem", NOW))
                .satisfiesExactly(
                        key -> assertThat(key).contains("holds no private key in PEM form"),
                        cert -> assertThat(cert).contains("holds no certificate in PEM form"));
        assertThat(check("rsa.key", "broken.crt", NOW))
                .singleElement()
                .asString()
                .contains("holds something that is no X.509 certificate");
        assertThat(check("folder.pem", "rsa.crt", NOW))
                .singleElement()
                .asString()
                .contains("cannot be read");
        assertThat(check("locked.key", "rsa.crt", NOW))
                .singleElement()
                .asString()
                .contains("holds a key behind a passphrase");
        assertThat(check("rsa.crt", "rsa.crt", NOW)).singleElement().asString().contains("holds no private key");
    }

    @Test
    void saysWhenACertificateExpiredOrBecomesValid() {
        // given
        Instant later = NOW.instant().plus(Duration.ofDays(31));
        Instant earlier = NOW.instant().minus(Duration.ofDays(1));

        // when, then
        assertThat(check("rsa.key", "rsa.crt", () -> later))
                .singleElement()
                .asString()
                .matches(
                        "rsa.crt: server.tls.certPath: the certificate of CN=rsa expired at \\d{4}-\\d\\d-\\d\\dT.*Z, it is "
                                + later + "; renew it");
        assertThat(check("rsa.key", "rsa.crt", () -> earlier))
                .singleElement()
                .asString()
                .matches("rsa.crt: server.tls.certPath: the certificate of CN=rsa is valid from .*Z, it is " + earlier
                        + "; see to the clock");
    }

    @Test
    void looksAtTheWholeChain() throws IOException {
        // given
        Files.writeString(
                directory.resolve("chain.crt"),
                Files.readString(directory.resolve("rsa.crt")) + "text between\n"
                        + Files.readString(directory.resolve("ec.crt")));
        Instant later = NOW.instant().plus(Duration.ofDays(31));

        // when, then
        assertThat(check("rsa.key", "chain.crt", NOW)).isEmpty();
        assertThat(check("ec.key", "chain.crt", NOW)).hasSize(1);
        assertThat(check("rsa.key", "chain.crt", () -> later)).hasSize(2);
    }

    @Test
    void looksAtNothingWithoutTls() {
        TlsConfig off = new TlsConfig(false, Path.of("none"), Path.of("none"), TlsConfig.Engine.AUTO);

        assertThat(CertificateCheck.check(off, NOW)).isEmpty();
    }

    private static List<String> check(String key, String certificate, InstantSource clock) {
        TlsConfig tls =
                new TlsConfig(true, directory.resolve(key), directory.resolve(certificate), TlsConfig.Engine.AUTO);
        return CertificateCheck.check(tls, clock).stream()
                .map(problem -> problem.toString().replace(directory + "/", ""))
                .toList();
    }

    private static String path(String name) {
        return directory.resolve(name).toString();
    }

    private static boolean isThere(String command) throws InterruptedException {
        try {
            run(List.of(command, "version"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, SECONDS)).as(command.toString()).isTrue();
        assertThat(process.exitValue()).as(command.toString()).isZero();
    }
}
