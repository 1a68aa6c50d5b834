package dev.sluice.identity;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystem;
import io.vertx.core.file.FileSystemException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A key set in a file. It is read again every few seconds and compared by content, because the time stamps of mounted
 * files cannot be trusted.
 */
final class JwksFile implements JwksSource {
    static final Duration POLL = Duration.ofSeconds(2);
    private static final int TIMEOUT_SECONDS = 5;

    private final FileSystem files;
    private final String path;

    JwksFile(FileSystem files, String path) {
        this.files = files;
        this.path = path;
    }

    @Override
    public String label() {
        return "auth.jwks (" + path + ")";
    }

    @Override
    public Duration retryAfter() {
        return POLL;
    }

    @Override
    public Future<Fetched> fetch() {
        return files.props(path)
                .compose(props -> props.size() > MAX_BYTES
                        ? Future.<Buffer>failedFuture("is larger than " + MAX_BYTES + " bytes")
                        : files.readFile(path))
                .recover(cause -> Future.failedFuture(
                        cause instanceof FileSystemException ? "cannot be read" : String.valueOf(cause.getMessage())))
                .map(content -> new Fetched(content, POLL))
                .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
