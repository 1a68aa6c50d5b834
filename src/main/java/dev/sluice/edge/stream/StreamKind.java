package dev.sluice.edge.stream;

import java.util.Locale;

/** What an event stream is for. */
public enum StreamKind {
    /** It answers a request. */
    CALL,
    /** It brings an old client the news of its session (GET). */
    SESSION,
    /** It answers {@code subscriptions/listen}. */
    LISTEN;

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
