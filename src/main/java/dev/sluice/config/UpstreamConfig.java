package dev.sluice.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An MCP server behind the gateway. Its name is that of its provider; breaker and admission of it are in
 * {@link ProviderConfig}.
 *
 * @param target where it is
 * @param era how it is spoken to
 * @param sessions who shares a session of it, where it has sessions
 * @param questions whether it may ask callers something; without, it is told that no client can be asked
 * @param maxParked calls that wait for answers of their callers at one time
 * @param maxSessions sessions with it at one time, where it has sessions; for a child process, processes
 * @param sessionIdle how long a session without a call is kept
 * @param refresh how often its lists are fetched again when it does not tell of changes
 * @param service what all services have in common
 */
public record UpstreamConfig(
        Target target,
        EraChoice era,
        SessionsFor sessions,
        boolean questions,
        int maxParked,
        int maxSessions,
        Duration sessionIdle,
        Duration refresh,
        ServiceConfig service) {

    /** Where an upstream is. */
    public sealed interface Target {}

    /**
     * At an address.
     *
     * @param transport how messages are carried
     */
    public record Remote(URI url, Transport transport) implements Target {
        /** Without the query, which may hold a key. */
        @Override
        public String toString() {
            return "Remote[url=" + AddressKinds.withoutPassword(url.toString()) + ", transport=" + transport + "]";
        }
    }

    /**
     * A child process that is spoken to over its standard input and output.
     *
     * @param command program and arguments
     * @param environment variables set for it; of the gateway's own it sees PATH, HOME, LANG and the like only
     * @param directory where it runs; the gateway's own working directory when empty
     */
    public record Command(List<String> command, Map<String, Secret> environment, Optional<Path> directory)
            implements Target {
        public Command {
            command = List.copyOf(command);
            environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        }

        /** Without arguments that look like secrets. */
        @Override
        public String toString() {
            return "Command[command=" + CommandMask.masked(command) + ", environment=" + environment + ", directory="
                    + directory + "]";
        }
    }

    /** How messages to a remote upstream are carried. */
    public enum Transport {
        /** Streamable HTTP, or HTTP+SSE of 2024-11-05 when the server answers that there is none. */
        AUTO,
        /** Streamable HTTP. */
        HTTP,
        /** HTTP+SSE of 2024-11-05. */
        SSE
    }

    /** How an upstream is spoken to. */
    public enum EraChoice {
        /** As it turns out. */
        AUTO,
        /** By 2026-07-28. */
        MODERN,
        /** By a handshake, in the newest revision up to 2025-11-25 that it knows. */
        LEGACY
    }

    /** Who shares a session of an upstream. */
    public enum SessionsFor {
        /** Calls of one caller, and of nobody else. */
        CALLER,
        /** All callers: only for servers that keep nothing in a session. */
        ALL
    }
}
