package dev.sluice.provider.builtin;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.postgresql.ds.PGSimpleDataSource;

/** The same on a real PostgreSQL; skipped where none is installed. PostgreSQL refuses to run as root: nobody runs it. */
class UserDataPostgresIT extends UserDataContract {
    private static @Nullable Path directory;
    private static @Nullable Process server;
    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();

    @BeforeAll
    static void startServer() throws Exception {
        Optional<Path> bin = binaries();
        assumeTrue(bin.isPresent(), "skipped: no PostgreSQL server binaries (initdb, postgres) on this machine");
        Path home = Files.createTempDirectory("sluice-users");
        directory = home;
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        int port = freePort();
        String data = home.resolve("data").toString();
        Process init = start(bin.get(), "initdb", "-D", data, "-U", "sluice", "-A", "trust", "-N");
        if (!init.waitFor(60, TimeUnit.SECONDS) || init.exitValue() != 0) {
            throw new IOException("initdb failed");
        }
        server = start(
                bin.get(),
                "postgres",
                "-D",
                data,
                "-p",
                Integer.toString(port),
                "-k",
                home.toString(),
                "-c",
                "listen_addresses=127.0.0.1");
        DATABASE.setServerNames(new String[] {"127.0.0.1"});
        DATABASE.setPortNumbers(new int[] {port});
        DATABASE.setDatabaseName("postgres");
        DATABASE.setUser("sluice");
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> DATABASE.getConnection().close());
    }

    @AfterAll
    static void stopServer() throws Exception {
        Process running = server;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(30, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        }
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    DataSource database() {
        return DATABASE;
    }

    private static Process start(Path bin, String... arguments) throws IOException {
        List<String> words = new ArrayList<>();
        if (System.getProperty("user.name", "").equals("root")) {
            words.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        words.add(bin.resolve(arguments[0]).toString());
        words.addAll(List.of(arguments).subList(1, arguments.length));
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static Optional<Path> binaries() throws IOException {
        Path installations = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(installations)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(installations)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin ->
                            Files.isExecutable(bin.resolve("initdb")) && Files.isExecutable(bin.resolve("postgres")))
                    .findFirst();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
