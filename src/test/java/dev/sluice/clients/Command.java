package dev.sluice.clients;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/**
 * A program run to its end within a time limit.
 *
 * @param directory where it runs
 * @param environment added to the environment of this process
 * @param line the program and its arguments
 */
public record Command(Path directory, Map<String, String> environment, List<String> line) {
    /**
     * How it ended.
     *
     * @param inTime false when it was ended because its time was over
     * @param exit its exit status, not 0 when it was ended
     */
    public record Ended(boolean inTime, int exit, String out, String err) {
        /** Whether it ended by itself and well. */
        public boolean succeeded() {
            return inTime && exit == 0;
        }
    }

    /** Starts it with pipes to this process. */
    public Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Runs it and reads all it prints; ends it and its children when the time is over. */
    public Ended run(Duration limit) throws IOException, InterruptedException {
        Process process = start();
        CompletableFuture<String> out = text(process.getInputStream());
        CompletableFuture<String> err = text(process.getErrorStream());
        process.getOutputStream().close();
        boolean inTime = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!inTime) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        int exit = process.waitFor();
        return new Ended(inTime, exit, out.join(), err.join());
    }

    private static CompletableFuture<String> text(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                ForkJoinPool.commonPool());
    }
}
