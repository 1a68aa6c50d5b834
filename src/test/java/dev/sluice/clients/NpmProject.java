package dev.sluice.clients;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An npm project of the tests: {@code src/test/NAME}, installed once into {@code target/NAME} and used from there until
 * its lock file changes. Where Node is absent, or the packages cannot be reached, the test is skipped with a line that
 * says so; any other failure to install is a failure.
 */
public final class NpmProject {
    private static final Logger LOGGER = LoggerFactory.getLogger(NpmProject.class);
    private static final int LEAST_NODE = 20;
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(60);
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);
    private static final List<String> INSTALL =
            List.of("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts");
    private static final Pattern UNREACHABLE =
            Pattern.compile("ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT");

    private final Path directory;

    private NpmProject(Path directory) {
        this.directory = directory;
    }

    /** The project of this name with all its packages in place. */
    public static synchronized NpmProject installed(String name) throws IOException, InterruptedException {
        Path source = sources(name);
        Path target = Files.createDirectories(base().resolve("target").resolve(name));
        String node = nodeVersion();
        try (FileChannel channel =
                FileChannel.open(target.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock(channel, name);
            copy(source, target);
            install(target, fingerprint(target, node));
        }
        return new NpmProject(target);
    }

    /** {@code node SCRIPT ARGUMENTS} in the project. */
    public Command node(Map<String, String> environment, String script, String... arguments) {
        List<String> line = new ArrayList<>(List.of("node", script));
        line.addAll(List.of(arguments));
        return new Command(directory, environment, line);
    }

    /** The same with the Node that is among the packages, where there is one for this machine. */
    public Command bundledNode(Map<String, String> environment, String script, String... arguments) throws IOException {
        Command command = node(environment, script, arguments);
        try (DirectoryStream<Path> packages = Files.newDirectoryStream(directory.resolve("node_modules"), "node-*-*")) {
            for (Path each : packages) {
                Path node = each.resolve("bin/node");
                if (Files.isExecutable(node)) {
                    List<String> line = new ArrayList<>(command.line());
                    line.set(0, node.toString());
                    return new Command(directory, environment, line);
                }
            }
        }
        return command;
    }

    /** Where it is installed. */
    public Path directory() {
        return directory;
    }

    /** The project of this name as it lies in the sources, without any package. */
    public static NpmProject bare(String name) throws InterruptedException {
        nodeVersion();
        return new NpmProject(sources(name));
    }

    private static Path base() {
        return Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    }

    private static Path sources(String name) {
        return base().resolve("src/test").resolve(name);
    }

    private static String nodeVersion() throws InterruptedException {
        String version = versionOf("node");
        versionOf("npm");
        if (Integer.parseInt(version.substring(1, version.indexOf('.'))) < LEAST_NODE) {
            throw skip("Node " + LEAST_NODE + " or newer is needed, here is " + version);
        }
        return version;
    }

    private static String versionOf(String program) throws InterruptedException {
        try {
            return new Command(base(), Map.of(), List.of(program, "--version"))
                    .run(VERSION_LIMIT)
                    .out()
                    .strip();
        } catch (IOException absent) {
            throw skip(program + " is not on the PATH");
        }
    }

    /** Held until the channel is closed. */
    private static void lock(FileChannel channel, String name) {
        try {
            await().atMost(INSTALL_LIMIT).until(channel::tryLock, Objects::nonNull);
        } catch (ConditionTimeoutException e) {
            throw skip("another build holds the lock of target/" + name);
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(source, Files::isRegularFile)) {
            for (Path file : files) {
                Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void install(Path target, String fingerprint) throws IOException, InterruptedException {
        Path mark = target.resolve(".installed");
        if (Files.exists(mark) && Files.readString(mark).equals(fingerprint)) {
            return;
        }
        Files.deleteIfExists(mark);
        Command.Ended ended = new Command(target, Map.of(), INSTALL).run(INSTALL_LIMIT);
        if (!ended.inTime()) {
            throw skip("npm ci did not finish within " + INSTALL_LIMIT);
        }
        if (UNREACHABLE.matcher(ended.err()).find()) {
            throw skip("npm ci cannot reach its registry");
        }
        if (ended.exit() != 0) {
            throw new AssertionError("npm ci failed in " + target.getFileName() + ":\n" + ended.err());
        }
        Files.writeString(mark, fingerprint);
    }

    private static String fingerprint(Path target, String node) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Files.readAllBytes(target.resolve("package.json")));
            digest.update(Files.readAllBytes(target.resolve("package-lock.json")));
            return node
                    + ' '
                    + System.getProperty("os.arch")
                    + ' '
                    + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RuntimeException skip(String why) {
        LOGGER.atWarn().addKeyValue("why", why).log("Tests with real clients are skipped");
        Assumptions.abort("skipped: " + why);
        return new IllegalStateException(why);
    }
}
