package dev.sluice.upstreams;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A server in a process of its own that prints its port as its first line and ends when its standard input does. What it
 * says on standard error is kept, and shown when it does not start.
 */
final class ServerProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Process process;
    private final Path errors;
    private final int port;

    private ServerProcess(Process process, Path errors, int port) {
        this.process = process;
        this.errors = errors;
        this.port = port;
    }

    /** Starts it and waits, at most half a minute, for its port. */
    static ServerProcess start(ProcessBuilder builder) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("upstream-", ".log");
        Process process = builder.redirectError(errors.toFile()).start();
        try {
            String line = firstLine(process);
            return new ServerProcess(process, errors, Integer.parseInt(line == null ? "" : line));
        } catch (NumberFormatException | TimeoutException | ExecutionException e) {
            end(process);
            throw new AssertionError("The server did not start: " + Files.readString(errors), e);
        }
    }

    private static @Nullable String firstLine(Process process)
            throws InterruptedException, ExecutionException, TimeoutException {
        BufferedReader reader = process.inputReader();
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        return reader.readLine();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    int port() {
        return port;
    }

    /** What it has said on standard error so far. */
    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Ends it without warning, as a crash would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Closes its standard input, upon which it ends; ends it by force when it does not. */
    @Override
    public void close() throws IOException {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                end(process);
                throw new AssertionError("The server did not end with its input: " + errors());
            }
        } catch (InterruptedException e) {
            end(process);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } finally {
            Files.deleteIfExists(errors);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
