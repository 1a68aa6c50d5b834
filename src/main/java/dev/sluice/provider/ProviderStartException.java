package dev.sluice.provider;

import org.jspecify.annotations.Nullable;

/** A provider cannot be served. The message names it, the tool where there is one, and how to mend it. */
public final class ProviderStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProviderStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    ProviderStartException(String message) {
        super(message);
    }
}
