package dev.sluice.provider.upstream.wire;

import java.time.Duration;
import java.util.Optional;

/** A message could not be carried, or its response will not come. */
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What happened to the message. */
    public enum Kind {
        /** It surely was not acted upon: no connection, or refused before it was read. */
        NOT_SENT,
        /** The session is not known there any more (404); the message was not acted upon. */
        SESSION_GONE,
        /** The gateway's credentials were not accepted (401, 403). */
        UNAUTHORIZED,
        /** The server is busy (429, 503) and has not acted upon it. */
        BUSY,
        /** There is nobody who speaks this way (400, 404, 405 to a handshake); the message was not acted upon. */
        NOT_SPOKEN,
        /** It was answered with something that is not the protocol. */
        NONSENSE,
        /** It was answered with more than the bound. */
        TOO_LARGE,
        /** The connection or the process was lost; nobody knows whether it was acted upon. */
        LOST
    }

    private final Kind kind;
    private final transient Optional<Duration> retryAfter;

    /** Where the server does not say when it wants to be asked again. */
    public WireException(Kind kind, String message) {
        this(kind, message, Optional.empty());
    }

    /** With what the server says of when it wants to be asked again. */
    public WireException(Kind kind, String message, Optional<Duration> retryAfter) {
        super(message, null, false, false);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /** What happened to the message. */
    public Kind kind() {
        return kind;
    }

    /** When the server wants to be asked again, if it said so. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
