package dev.sluice.bus;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * Counts requests and says whether one more is let through. Any event loop may ask. Never fails and never waits long:
 * when the shared store is gone, counting goes on in memory.
 */
public interface Limits {
    /** Counts one request of any kind from an address, before anybody knows who sends it. Already complete. */
    Standing countAddress(String address);

    /**
     * Counts one request for work of a caller and, for a call, of that caller for that tool.
     *
     * @return completes on the caller's context (at once when counting is in memory) with the tightest standing
     */
    Future<Standing> countCaller(Principal principal, String tool);

    /** The same at an endpoint, which may have a limit of its own. */
    default Future<Standing> countCaller(Principal principal, String server, String tool) {
        return countCaller(principal, tool);
    }

    /**
     * Where somebody stands in the current window.
     *
     * @param allowed whether this request is let through
     * @param scope which limit is the tightest: {@code user}, {@code address}, {@code tool}, {@code server}, or
     *     {@code none}
     * @param limit requests in the window, {@link Integer#MAX_VALUE} for no limit
     * @param remaining requests left in the window
     * @param reset until the window starts anew
     * @param window length of the window
     */
    record Standing(boolean allowed, String scope, int limit, int remaining, Duration reset, Duration window) {
        /** No limit applies. */
        public static final Standing UNLIMITED =
                new Standing(true, "none", Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ZERO, Duration.ZERO);

        /** The one that leaves less: a refusal before an allowance, then the smaller remainder. */
        public Standing tighter(Standing other) {
            if (allowed != other.allowed) {
                return allowed ? other : this;
            }
            return other.remaining < remaining ? other : this;
        }
    }
}
