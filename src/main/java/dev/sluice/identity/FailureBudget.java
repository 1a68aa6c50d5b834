package dev.sluice.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.util.NetUtil;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Failed verifications that one address may cause in a minute. Whoever has spent them is refused before anything is
 * computed for them; what succeeds costs nothing. Shared by all shards, thread-safe, and bounded in the number of
 * addresses. IPv6 addresses count by their /64 network, because one host has all of it.
 *
 * <p>An attempt is counted when it begins and given back when it succeeds, so that shards working at the same time
 * cannot together exceed the budget.
 */
final class FailureBudget {
    static final Duration WINDOW = Duration.ofMinutes(1);
    static final int MAX_ADDRESSES = 100_000;
    private static final int MAX_KEY_LENGTH = 64;

    /** Whether an attempt may be made. */
    sealed interface Decision {
        /**
         * It may.
         *
         * @param key under which the address is counted
         * @param opened start of the window, in milliseconds of the epoch
         * @param count the how manieth of the window this is, if it fails
         */
        record Taken(String key, long opened, int count) implements Decision {}

        /**
         * The budget is spent.
         *
         * @param retryAfter until the window ends
         * @param first whether this is the first refusal of the window
         */
        record Spent(Duration retryAfter, boolean first) implements Decision {}
    }

    private record Window(long opened, int failures, int refusals) {}

    private final Cache<String, Window> windows;
    private final int limit;
    private final InstantSource clock;

    FailureBudget(int limit, int maxAddresses, InstantSource clock) {
        if (limit < 1) {
            throw new IllegalArgumentException("auth.failureBudget is " + limit + " and must be at least 1.");
        }
        this.limit = limit;
        this.clock = clock;
        this.windows = Caffeine.newBuilder()
                .maximumSize(maxAddresses)
                .expireAfterWrite(WINDOW.multipliedBy(2))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    Decision take(String address) {
        String key = key(address);
        long now = clock.millis();
        Window after = windows.asMap().compute(key, (same, before) -> counted(before, now));
        if (after.refusals() > 0) {
            long left = Math.max(1, after.opened() + WINDOW.toMillis() - now);
            return new Decision.Spent(Duration.ofMillis(left), after.refusals() == 1);
        }
        return new Decision.Taken(key, after.opened(), after.failures());
    }

    /** The attempt did not fail. */
    void giveBack(Decision.Taken attempt) {
        windows.asMap().computeIfPresent(attempt.key(), (same, window) -> returned(window, attempt));
    }

    /** Addresses that are remembered. */
    long size() {
        return windows.estimatedSize();
    }

    private Window counted(@Nullable Window before, long now) {
        if (before == null || now - before.opened() >= WINDOW.toMillis() || now < before.opened()) {
            return new Window(now, 1, 0);
        }
        return before.failures() < limit
                ? new Window(before.opened(), before.failures() + 1, 0)
                : new Window(before.opened(), before.failures(), before.refusals() + 1);
    }

    private static @Nullable Window returned(Window window, Decision.Taken attempt) {
        if (window.opened() != attempt.opened()) {
            return window;
        }
        int left = window.failures() - 1;
        return left <= 0 ? null : new Window(window.opened(), left, window.refusals());
    }

    static String key(String address) {
        byte[] bytes = address.indexOf(':') < 0 ? null : NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null || bytes.length != 16) {
            return address.length() > MAX_KEY_LENGTH ? address.substring(0, MAX_KEY_LENGTH) : address;
        }
        return isMappedV4(bytes) ? v4(bytes) : network64(bytes);
    }

    private static boolean isMappedV4(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }

    private static String v4(byte[] bytes) {
        return NetUtil.bytesToIpAddress(new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]});
    }

    private static String network64(byte[] bytes) {
        StringBuilder network = new StringBuilder(19);
        for (int i = 0; i < 8; i += 2) {
            network.append(Integer.toHexString((bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff)))
                    .append(':');
        }
        return network.append(":/64").toString();
    }
}
