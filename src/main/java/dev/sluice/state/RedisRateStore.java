package dev.sluice.state;

import dev.sluice.config.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Counts in Redis, shared by all nodes: one script and one round trip for all buckets of a request, over one long-lived
 * connection. The keys of a request hold the same hash tag, so that they live in one slot of a cluster.
 *
 * <p>Keys are {@code mcp:user:{<hash of the subject>}:rate:<bucket>} and expire with their window. Any thread.
 */
final class RedisRateStore implements RateStore {
    // KEYS: the buckets. ARGV: limit and window (ms) of each. Answers {counted, used, ms left, used, ms left, ...}.
    // A key without an expiry (restored, or persisted by hand) gets one, or its subject would be shut out for good.
    static final String SCRIPT = """
            local used, left, counted = {}, {}, 1
            for i = 1, #KEYS do
              used[i] = tonumber(redis.call('GET', KEYS[i]) or '0')
              left[i] = redis.call('PTTL', KEYS[i])
              if left[i] == -1 then
                redis.call('PEXPIRE', KEYS[i], ARGV[2 * i])
                left[i] = tonumber(ARGV[2 * i])
              end
              if used[i] >= tonumber(ARGV[2 * i - 1]) then counted = 0 end
            end
            local answer = {counted}
            for i = 1, #KEYS do
              if counted == 1 then
                used[i] = redis.call('INCR', KEYS[i])
                if used[i] == 1 then redis.call('PEXPIRE', KEYS[i], ARGV[2 * i]) end
              end
              if left[i] < 0 then left[i] = tonumber(ARGV[2 * i]) end
              answer[2 * i] = used[i]
              answer[2 * i + 1] = left[i]
            end
            return answer
            """;

    private static final String SCRIPT_HASH =
            HexFormat.of().formatHex(digest("SHA-1").digest(SCRIPT.getBytes(StandardCharsets.UTF_8)));

    private final RedisLink link;
    private final Duration timeout;

    RedisRateStore(Vertx vertx, RedisConfig config) {
        this.link = new RedisLink(vertx, config);
        this.timeout = config.timeout();
    }

    /** Connects anew; see {@link RedisLink#open}. */
    Future<Void> open(Runnable onLost) {
        return link.open(onLost);
    }

    /** Disconnects; whatever is under way fails. */
    void drop() {
        link.drop();
    }

    /**
     * @return fails when Redis cannot be reached, says no, or has not answered within the timeout
     */
    @Override
    public Future<Rates> count(String subject, List<Bucket> buckets) {
        String stem = "mcp:user:{" + hash(subject) + "}:rate:";
        return link.send(request(Command.EVALSHA, SCRIPT_HASH, stem, buckets))
                .recover(cause -> isUnknownScript(cause)
                        ? link.send(request(Command.EVAL, SCRIPT, stem, buckets))
                        : Future.failedFuture(cause))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .map(answer -> rates(answer, buckets));
    }

    @Override
    public Optional<StoreHealth> health() {
        return Optional.of(new StoreHealth("redis", true, Map.of()));
    }

    // A restarted or flushed Redis has forgotten the script; sending it whole teaches it again.
    private static boolean isUnknownScript(Throwable cause) {
        String message = cause.getMessage();
        return message != null && message.startsWith("NOSCRIPT");
    }

    private static Request request(Command command, String script, String stem, List<Bucket> buckets) {
        Request request = Request.cmd(command).arg(script).arg(buckets.size());
        for (Bucket bucket : buckets) {
            request.arg(stem + bucket.name());
        }
        for (Bucket bucket : buckets) {
            request.arg(bucket.limit()).arg(bucket.window().toMillis());
        }
        return request;
    }

    private static Rates rates(Response answer, List<Bucket> buckets) {
        boolean counted = answer.get(0).toInteger() == 1;
        List<Rate> rates = new ArrayList<>(buckets.size());
        for (int i = 0; i < buckets.size(); i++) {
            int used = answer.get(2 * i + 1).toInteger();
            boolean exhausted = !counted && used >= buckets.get(i).limit();
            rates.add(new Rate(
                    exhausted, used, Duration.ofMillis(answer.get(2 * i + 2).toLong())));
        }
        return new Rates(counted, rates);
    }

    /** The subject, so that no key holds who somebody is and none grows with what a token says. */
    static String hash(String subject) {
        byte[] whole = digest("SHA-256").digest(subject.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, 16));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
