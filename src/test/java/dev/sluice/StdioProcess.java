package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.JsonCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** {@code sluice stdio} as a process of its own with pipes to it, as a client starts it. */
final class StdioProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final OutputStream in;
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final List<String> strays = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Thread out;
    private final Thread err;

    private StdioProcess(Process process, boolean reading) {
        this.process = process;
        this.in = process.getOutputStream();
        this.out = Thread.ofVirtual().unstarted(() -> read(process.getInputStream(), this::message));
        this.err = Thread.ofVirtual().start(() -> read(process.getErrorStream(), errors::add));
        if (reading) {
            out.start();
        }
    }

    /** Starts it with the class path of the test. */
    static StdioProcess start(Path home, String... arguments) {
        return new StdioProcess(java(home, Map.of(), "dev.sluice.Sluice", arguments), true);
    }

    static StdioProcess start(Path home, Map<String, String> environment, String... arguments) {
        return new StdioProcess(java(home, environment, "dev.sluice.Sluice", arguments), true);
    }

    /** Starts it by another main class, which calls the real one. */
    static StdioProcess startBy(Class<?> main, Path home) {
        return new StdioProcess(java(home, Map.of(), main.getName()), true);
    }

    /** Starts it without reading what it says until {@link #read}. */
    static StdioProcess startUnread(Path home, Map<String, String> environment) {
        return new StdioProcess(java(home, environment, "dev.sluice.Sluice"), false);
    }

    private static Process java(Path home, Map<String, String> environment, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dsluice.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                main,
                "stdio"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(InputStream stream, Consumer<String> lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines);
        } catch (IOException | UncheckedIOException e) {
            lines.accept("(ended: " + e.getMessage() + ")");
        }
    }

    private void message(String line) {
        try {
            messages.add(JsonCodec.MAPPER.readTree(line));
        } catch (JsonProcessingException e) {
            strays.add(line);
        }
    }

    /** Begins to read what it says. */
    void read() {
        out.start();
    }

    /** Closes the end of the pipe that it writes to. */
    void hangUp() throws IOException {
        process.getInputStream().close();
    }

    /** Writes lines. */
    StdioProcess send(String... lines) {
        return raw((String.join("\n", lines) + '\n').getBytes(StandardCharsets.UTF_8));
    }

    StdioProcess raw(byte[] bytes) {
        try {
            in.write(bytes);
            in.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(errors(), e);
        }
    }

    /** No more input. */
    void end() throws IOException {
        in.close();
    }

    /** The answer to a request, or a request of the other side, by its id as JSON. */
    JsonNode await(String id) throws InterruptedException {
        return await(message -> message.path("id").toString().equals(id));
    }

    JsonNode await(Predicate<JsonNode> wanted) throws InterruptedException {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() - until < 0) {
            for (JsonNode message : messages) {
                if (wanted.test(message)) {
                    return message;
                }
            }
            if (!process.isAlive() && !out.isAlive()) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw new AssertionError("did not come; there were " + messages + "\n" + errors());
    }

    /** Everything it has said so far, in order. */
    List<JsonNode> messages() {
        return List.copyOf(messages);
    }

    /** Lines on standard output that were no JSON. */
    List<String> strays() {
        return strays;
    }

    /** What it has written to standard error. */
    String errors() {
        return String.join("\n", errors);
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Waits for its end; everything it said has been read afterwards. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                .as(() -> "still running: " + errors())
                .isTrue();
        if (out.getState() != Thread.State.NEW) {
            out.join(Duration.ofSeconds(5));
        }
        err.join(Duration.ofSeconds(5));
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
