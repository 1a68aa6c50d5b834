package dev.sluice.provider.outbound;

import dev.sluice.bus.Outcome;
import dev.sluice.config.ClientCredentials;
import dev.sluice.config.Secret;
import dev.sluice.config.ServiceConfig;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a service says of a failure from telling callers the gateway's credentials: many servers repeat the headers that
 * they did not like. What has succeeded is passed on as it is. Immutable.
 */
public final class SecretMask {
    /** Stands for a secret. */
    public static final String HIDDEN = "***";

    /** Shorter values would hide half of what is said and are no secret. */
    private static final int SHORTEST = 6;

    private static final RawJson FAILED =
            RawJson.of("{\"content\":[{\"type\":\"text\",\"text\":\"The tool failed.\"}]," + "\"isError\":true}");

    private final List<String> secrets;

    private SecretMask(Stream<String> secrets) {
        this.secrets = secrets.flatMap(SecretMask::parts)
                .filter(text -> text.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /**
     * The secrets of a service.
     *
     * @param url null when it has none
     * @param environment of its process
     */
    public static SecretMask of(ServiceConfig service, @Nullable URI url, Collection<Secret> environment) {
        Stream<Secret> configured = Stream.of(
                        service.headers().values().stream(),
                        service.oauth().map(ClientCredentials::clientSecret).stream(),
                        environment.stream())
                .flatMap(all -> all);
        return new SecretMask(Stream.concat(configured.map(Secret::reveal), queryOf(url)));
    }

    /** The values in a query: some services want their key there. */
    private static Stream<String> queryOf(@Nullable URI url) {
        String query = url == null ? null : url.getRawQuery();
        return query == null
                ? Stream.empty()
                : Stream.of(query.split("&", -1)).map(pair -> pair.substring(pair.indexOf('=') + 1));
    }

    /** The whole, and what follows {@code Bearer} and the like; each line of what has several. */
    private static Stream<String> parts(String secret) {
        return secret.lines().flatMap(line -> {
            int space = line.indexOf(' ');
            return space > 0 && space < 10 ? Stream.of(line, line.substring(space + 1)) : Stream.of(line);
        });
    }

    /** The text without secrets. */
    public String text(String text) {
        String out = text;
        for (String secret : secrets) {
            out = out.replace(secret, HIDDEN);
        }
        return out;
    }

    /** The outcome; when it is a failure, without secrets. */
    public Outcome outcome(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return new Outcome.Failed(failed.code(), text(failed.message()), json(failed.data(), null));
        }
        if (outcome instanceof Outcome.Completed completed && completed.failed()) {
            RawJson masked = json(completed.result(), FAILED);
            return new Outcome.Completed(masked == null ? FAILED : masked, true);
        }
        return outcome;
    }

    private @Nullable RawJson json(@Nullable RawJson json, @Nullable RawJson otherwise) {
        if (json == null || secrets.isEmpty()) {
            return json;
        }
        String said = new String(json.toBytes(), StandardCharsets.UTF_8);
        String out = said;
        for (String secret : secrets) {
            String quoted = RawJson.string(secret).toString();
            out = out.replace(quoted.substring(1, quoted.length() - 1), HIDDEN);
        }
        if (out.equals(said)) {
            return json;
        }
        try {
            RawJson masked = RawJson.of(out);
            return masked.isObject() ? RawObject.scan(masked).raw() : otherwise;
        } catch (MalformedJsonException e) {
            // It was no text in which the secret stood.
            return otherwise;
        }
    }
}
