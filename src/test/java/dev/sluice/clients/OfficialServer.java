package dev.sluice.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server made of the official SDK ({@code control.mjs}) that offers what the clients ask for, over real TLS. */
final class OfficialServer implements RunningGateway {
    private static final String PASSPHRASE = "changeit";
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Process process;
    private final Path certificate;
    private final String secret;
    private final int port;

    private OfficialServer(Process process, Path certificate, String secret, int port) {
        this.process = process;
        this.certificate = certificate;
        this.secret = secret;
        this.port = port;
    }

    /** Starts one; its key lies in the given directory. */
    static OfficialServer start(NpmProject project, Path directory) throws IOException, InterruptedException {
        Path store = directory.resolve("control.p12");
        Path certificate = directory.resolve("control.pem");
        String at = store.toString();
        keytool(
                "-genkeypair -keyalg EC -groupname secp256r1 -dname CN=localhost -validity 2 -storetype PKCS12"
                        + " -ext san=dns:localhost,ip:127.0.0.1 -alias control -storepass " + PASSPHRASE,
                "-keystore",
                at);
        keytool(
                "-exportcert -rfc -alias control -storepass " + PASSPHRASE,
                "-keystore",
                at,
                "-file",
                certificate.toString());
        String secret = UUID.randomUUID().toString();
        Process process =
                project.node(Map.of(), "control.mjs", at, PASSPHRASE, secret).start();
        String port = firstLine(process);
        return new OfficialServer(process, certificate, secret, Integer.parseInt(port));
    }

    private static void keytool(String options, String... files) throws IOException, InterruptedException {
        Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> line = new ArrayList<>(List.of(program.toString()));
        line.addAll(List.of(options.split(" ")));
        line.addAll(List.of(files));
        Command.Ended ended = new Command(Path.of(".").toAbsolutePath(), Map.of(), line).run(LIMIT);
        if (!ended.succeeded()) {
            throw new AssertionError("keytool failed: " + ended.out() + ended.err());
        }
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader reader = process.inputReader();
        String line = reader.readLine();
        if (line == null) {
            throw new AssertionError("the control server did not start");
        }
        return line;
    }

    @Override
    public URI mcp() {
        return URI.create("https://localhost:" + port + "/mcp");
    }

    @Override
    public Path caCertificate() {
        return certificate;
    }

    @Override
    public String token(String subject, String... roles) {
        return secret + '.' + subject + '.' + String.join(".", roles);
    }

    /** Closes its standard input, upon which it ends; ends it by force when it does not. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.onExit().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        }
    }
}
