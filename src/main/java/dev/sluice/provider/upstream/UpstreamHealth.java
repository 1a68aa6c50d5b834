package dev.sluice.provider.upstream;

import dev.sluice.provider.outbound.SecretMask;
import dev.sluice.provider.upstream.dialect.Upstream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether one upstream can be reached, and why not. Told on the home loop, read on any thread. */
final class UpstreamHealth {
    private static final Logger LOGGER = LoggerFactory.getLogger(UpstreamHealth.class);

    private final String name;
    private final SecretMask mask;
    private volatile boolean up;
    private volatile String lastFailure = "";

    UpstreamHealth(Upstream upstream) {
        this.name = upstream.name();
        this.mask = upstream.mask();
    }

    /** Whether it could be reached last. */
    boolean isUp() {
        return up;
    }

    /** Why it could not be reached last, empty when that never happened. */
    String lastFailure() {
        return lastFailure;
    }

    /** Hides credentials in what it says of failures. */
    SecretMask mask() {
        return mask;
    }

    /** It has been reached. */
    void well() {
        if (!up) {
            up = true;
            LOGGER.atInfo().addKeyValue("upstream", name).log("Upstream is reachable");
        }
    }

    /** It could not be reached; a warning the first time, and whenever it could before. */
    void failed(Throwable cause) {
        String said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String reason = mask.text(said);
        (up || lastFailure.isEmpty() ? LOGGER.atWarn() : LOGGER.atDebug())
                .addKeyValue("upstream", name)
                .addKeyValue("reason", reason)
                .log("Upstream cannot be reached");
        lastFailure = reason;
        up = false;
    }
}
