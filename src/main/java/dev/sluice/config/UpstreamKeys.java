package dev.sluice.config;

import dev.sluice.config.UpstreamConfig.Command;
import dev.sluice.config.UpstreamConfig.EraChoice;
import dev.sluice.config.UpstreamConfig.Remote;
import dev.sluice.config.UpstreamConfig.SessionsFor;
import dev.sluice.config.UpstreamConfig.Target;
import dev.sluice.config.UpstreamConfig.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Keys of MCP servers behind the gateway. */
final class UpstreamKeys {
    static final KeyPath SECTION = KeyPath.of("upstreams");
    static final ServiceKeys SERVICE = ServiceKeys.of("upstreams.*");

    static final Key<Transport> TRANSPORT = Key.of(
            "upstreams.*.transport",
            Kinds.choice(Transport.class),
            "how messages to the address are carried; http is Streamable HTTP, sse is HTTP+SSE of 2024-11-05");
    static final Key<List<String>> COMMAND = Key.optional(
            "upstreams.*.command",
            Kinds.listOf(TextKinds.hiddenText(4096), 256),
            "program and arguments of a child process, instead of an address");
    static final Key<Map<String, Secret>> ENVIRONMENT = Key.of(
            "upstreams.*.environment",
            new MapKind<>(Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}"), TextKinds.hidden(32_768), 256),
            "variables set for the child process");
    static final Key<Path> DIRECTORY = Key.optional(
            "upstreams.*.directory", Kinds.path(), "where the child process runs; not set: where Sluice runs");
    static final Key<EraChoice> ERA =
            Key.of("upstreams.*.era", Kinds.choice(EraChoice.class), "how it is spoken to; auto: as it turns out");
    static final Key<SessionsFor> SESSIONS = Key.of(
            "upstreams.*.sessions", Kinds.choice(SessionsFor.class), "who shares a session of it, where it has any");
    static final Key<Boolean> QUESTIONS =
            Key.of("upstreams.*.questions", Kinds.truth(), "whether it may ask callers something");
    static final Key<Integer> MAX_PARKED = Key.of(
            "upstreams.*.maxParked",
            Kinds.integer(1, 100_000),
            "calls that wait for answers of their callers at one time");
    static final Key<Integer> MAX_SESSIONS = Key.of(
            "upstreams.*.maxSessions",
            Kinds.integer(1, 100_000),
            "sessions with it at one time, or processes when it is a child process");
    static final Key<Duration> SESSION_IDLE = Key.of(
            "upstreams.*.sessionIdle",
            Kinds.duration(Duration.ofSeconds(1), Duration.ofDays(7)),
            "how long a session without a call is kept");
    static final Key<Duration> REFRESH = Key.of(
            "upstreams.*.refresh",
            Kinds.duration(Duration.ofSeconds(1), Duration.ofDays(7)),
            "how often its lists are fetched again when it does not tell of changes");

    static final List<Key<?>> ALL = Stream.of(
                    List.of(SERVICE.enabled(), SERVICE.url(), TRANSPORT, COMMAND, ENVIRONMENT, DIRECTORY, ERA),
                    SERVICE.others(),
                    List.of(SESSIONS, QUESTIONS, MAX_PARKED, MAX_SESSIONS, SESSION_IDLE, REFRESH))
            .<Key<?>>flatMap(List::stream)
            .toList();

    private UpstreamKeys() {}

    /** The upstream, when it is said where it is. */
    static Optional<UpstreamConfig> upstream(Values own, String name) {
        return target(own)
                .map(target -> new UpstreamConfig(
                        target,
                        own.get(ERA),
                        own.get(SESSIONS),
                        own.get(QUESTIONS),
                        own.get(MAX_PARKED),
                        own.get(MAX_SESSIONS),
                        own.get(SESSION_IDLE),
                        own.get(REFRESH),
                        SERVICE.service(own, name)));
    }

    private static Optional<Target> target(Values own) {
        return own.find(SERVICE.url())
                .<Target>map(url -> new Remote(url, own.get(TRANSPORT)))
                .or(() -> own.find(COMMAND)
                        .map(command -> new Command(command, own.get(ENVIRONMENT), own.find(DIRECTORY))));
    }
}
