package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.ArgumentsCheck;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever breaks inside, a request has its answer, and the answer tells nothing of what broke. */
@Tag("R-113")
class AccidentsTest {
    private final EdgeHarness gateway = new EdgeHarness();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void answersWhenTheLimitsThrow() {
        gateway.stubs.limits.broken = true;

        assertBroken(gateway.ask().call("echo", "{}"));
    }

    @Test
    void answersWhenAnArgumentsCheckThrows() {
        ArgumentsCheck broken = arguments -> {
            throw new IllegalStateException("a secret");
        };
        gateway.catalog.publish(new CatalogSnapshot(2, List.of(Stubs.tool("echo", Set.of(), broken))));

        assertBroken(gateway.ask().call("echo", "{}"));
    }

    @Test
    void answersWhenAToolSaysSomethingThatIsNoObject() {
        gateway.stubs.tools.put(
                "echo", call -> Future.succeededFuture(new Outcome.Completed(RawJson.of("a secret"), false)));

        assertBroken(gateway.ask().call("echo", "{}"));
    }

    @Test
    void answersWhenTheRecordThrows() {
        gateway.auditBroken = true;

        assertBroken(gateway.ask().call("echo", "{}"));
    }

    @Test
    void answersWhenAdmissionNeverDoes() {
        ToolEntry tool = Stubs.tool("echo", Set.of(), arguments -> null);
        ToolEntry brief = new ToolEntry(
                tool.name(),
                tool.provider(),
                tool.localName(),
                tool.definition(),
                tool.roles(),
                Duration.ofMillis(50),
                tool.readOnly(),
                tool.idempotent(),
                tool.tasks(),
                tool.check());
        gateway.catalog.publish(new CatalogSnapshot(2, List.of(brief)));
        gateway.stubs.tools.put("echo", call -> Promise.<Outcome>promise().future());

        Reply reply = gateway.ask().call("echo", "{}");

        assertThat(reply.status()).isEqualTo(504);
    }

    private void assertBroken(Reply reply) {
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.error().path("code").asInt()).isEqualTo(-32603);
        assertThat(reply.body()).doesNotContain("secret").contains(reply.header("X-Request-Id"));
        gateway.stubs.limits.broken = false;
        gateway.auditBroken = false;
        assertThat(gateway.ask().legacy("ping", "").status()).isEqualTo(200);
    }
}
