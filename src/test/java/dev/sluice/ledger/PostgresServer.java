package dev.sluice.ledger;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL for one test class. It refuses to run as root, so root runs it as nobody. */
final class PostgresServer {
    static final String MISSING = "skipped: no PostgreSQL server binaries (initdb, postgres) on this machine";
    private static final Path INSTALLATIONS = Path.of("/usr/lib/postgresql");

    private final Path bin;
    private final Path dir;
    private final int port;
    private @Nullable Process process;

    private PostgresServer(Path bin, Path dir, int port) {
        this.bin = bin;
        this.dir = dir;
        this.port = port;
    }

    /** Empty when there is nothing to run. */
    static Optional<PostgresServer> create() throws IOException, InterruptedException {
        Optional<Path> bin = binaries();
        if (bin.isEmpty()) {
            return Optional.empty();
        }
        Path dir = Files.createTempDirectory("sluice-pg");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
        PostgresServer server = new PostgresServer(bin.get(), dir, freePort());
        Path password = Files.writeString(dir.resolve("password"), "pg-test-only\n");
        server.run("initdb", "-D", server.data(), "-U", "sluice", "-A", "scram-sha-256", "--pwfile=" + password, "-N");
        return Optional.of(server);
    }

    private static Optional<Path> binaries() throws IOException {
        if (!Files.isDirectory(INSTALLATIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLATIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(candidate -> Files.isExecutable(candidate.resolve("initdb"))
                            && Files.isExecutable(candidate.resolve("postgres")))
                    .findFirst();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return "postgresql://sluice:pg-test-only@127.0.0.1:" + port + "/postgres";
    }

    String urlWithWrongPassword() {
        return "postgresql://sluice:not-the-one@127.0.0.1:" + port + "/postgres";
    }

    void start() throws IOException {
        process = new ProcessBuilder(command(
                        "postgres",
                        "-D",
                        data(),
                        "-p",
                        Integer.toString(port),
                        "-k",
                        dir.toString(),
                        "-c",
                        "listen_addresses=127.0.0.1"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Stops it at once, as a crash would: connections break in the middle. */
    void crash() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
            if (!running.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("PostgreSQL does not end");
            }
            process = null;
        }
    }

    private String data() {
        return dir.resolve("data").toString();
    }

    private void run(String... arguments) throws IOException, InterruptedException {
        Process once = new ProcessBuilder(command(arguments))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!once.waitFor(60, TimeUnit.SECONDS) || once.exitValue() != 0) {
            throw new IOException(arguments[0] + " failed");
        }
    }

    private List<String> command(String... arguments) {
        List<String> words = new ArrayList<>();
        if (System.getProperty("user.name", "").equals("root")) {
            words.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        words.add(bin.resolve(arguments[0]).toString());
        words.addAll(List.of(arguments).subList(1, arguments.length));
        return words;
    }

    void close() throws IOException, InterruptedException {
        crash();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
