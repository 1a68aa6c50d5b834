package dev.sluice.provider.upstream;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallId;
import dev.sluice.bus.Caller;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.Principal;
import dev.sluice.bus.ResourceTarget;
import dev.sluice.bus.Target;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Revision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A call as it comes to an upstream; a test says only what it is about. */
public record Asked(
        Target target,
        String arguments,
        @Nullable String meta,
        Answers answers,
        ClientCapabilities can,
        @Nullable String progressToken,
        @Nullable LogLevel logLevel,
        String subject) {
    private static final AtomicLong SEQUENCE = new AtomicLong();

    public static Asked tool(String name) {
        return of(entry(name));
    }

    public static Asked resource(String uri) {
        return of(new ResourceTarget(uri, "up", null, Map.of(), Set.of(), Duration.ofSeconds(10)));
    }

    /** The same, of somebody else. */
    public Asked by(String other) {
        return new Asked(target, arguments, meta, answers, can, progressToken, logLevel, other);
    }

    static Asked of(Target target) {
        return new Asked(target, "{}", null, Answers.NONE, ClientCapabilities.NONE, null, null, "alice");
    }

    /** A tool of the upstream {@code up}, under a prefix as far as callers see. */
    public static ToolEntry entry(String name) {
        return new ToolEntry(
                "up__" + name,
                "up",
                name,
                RawJson.of("{\"name\":\"up__" + name + "\",\"inputSchema\":{\"type\":\"object\"}}"),
                Set.of(),
                Duration.ofSeconds(10),
                false,
                false,
                TaskSupport.OPTIONAL,
                arguments -> null);
    }

    Asked with(String otherArguments) {
        return new Asked(target, otherArguments, meta, answers, can, progressToken, logLevel, subject);
    }

    public Asked meta(String other) {
        return new Asked(target, arguments, other, answers, can, progressToken, logLevel, subject);
    }

    public Asked answers(Answers other) {
        return new Asked(target, arguments, meta, other, can, progressToken, logLevel, subject);
    }

    public Asked can(Capability... capabilities) {
        return new Asked(
                target,
                arguments,
                meta,
                answers,
                ClientCapabilities.having(Set.of(capabilities)),
                progressToken,
                logLevel,
                subject);
    }

    public Asked hears(String token, LogLevel level) {
        return new Asked(target, arguments, meta, answers, can, token, level, subject);
    }

    public Call call() {
        return new Call(
                new CallId("n1.0", SEQUENCE.incrementAndGet()),
                target,
                RawJson.of(arguments),
                meta == null ? null : RawJson.of(meta),
                new Principal("", subject, Set.of(), Set.of(), Map.of(), Instant.MAX),
                new Caller(
                        "127.0.0.1",
                        Revision.LATEST,
                        can,
                        null,
                        progressToken == null ? null : RawJson.of(progressToken),
                        logLevel,
                        null),
                answers,
                Deadline.in(Duration.ofSeconds(30), InstantSource.system()));
    }
}
