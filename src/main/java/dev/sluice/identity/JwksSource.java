package dev.sluice.identity;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/** Where a JSON Web Key Set comes from. Confined to the context of the {@link KeyRing}. */
interface JwksSource {
    /** Largest key set that is read, in bytes. */
    int MAX_BYTES = 256 * 1024;

    /** For messages: the configuration key and the place. */
    String label();

    /** How long to wait after a failure. */
    Duration retryAfter();

    /** Completes with the set as it is now; fails with one clause that says what is wrong. Never takes over 5 s. */
    Future<Fetched> fetch();

    /** Releases what the source holds. */
    Future<Void> close();

    /**
     * @param content the text as it came
     * @param freshFor when to look again
     */
    record Fetched(Buffer content, Duration freshFor) {}
}
