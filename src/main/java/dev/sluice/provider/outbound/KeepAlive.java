package dev.sluice.provider.outbound;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What servers say in {@code Keep-Alive}: {@code timeout=5, max=100}. */
final class KeepAlive {
    private static final String TIMEOUT = "timeout=";

    private KeepAlive() {}

    /** Seconds that the server keeps an idle connection; {@link Long#MAX_VALUE} when it says nothing that can be read. */
    static long seconds(@Nullable String header) {
        if (header == null) {
            return Long.MAX_VALUE;
        }
        for (String said : header.split(",", -1)) {
            String parameter = said.trim().toLowerCase(Locale.ROOT);
            if (parameter.startsWith(TIMEOUT)) {
                return number(parameter.substring(TIMEOUT.length()));
            }
        }
        return Long.MAX_VALUE;
    }

    /** The same in nanoseconds, no more than a {@code long} holds. */
    static long nanos(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    private static long number(String text) {
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
