package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Call;
import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.ResourceUpdated;
import dev.sluice.bus.ToolEntry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a provider offers changes while the gateway runs. */
@Tag("R-201")
@Tag("R-202")
class PublishingTest {
    private static final ToolSpec ONE = ToolSpec.of("one", "One", "The first.");
    private static final ToolSpec TWO = ToolSpec.of("two", "Two", "The second.");

    private final ScriptedProvider provider = new ScriptedProvider("scripted", ONE);
    private final ScriptedProvider neighbour =
            new ScriptedProvider("neighbour", ToolSpec.of("other", "Other", "Else."));
    private final Rig rig = new Rig(TestConfig.defaults(), provider, neighbour);
    private final List<Object> told = new CopyOnWriteArrayList<>();

    PublishingTest() {
        listen(Addresses.CATALOG_CHANGED);
        listen(Addresses.RESOURCE_UPDATED);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void showsNewToolsAndTellsOfThemAtOnce() {
        Rig.await(provider.host().tools(List.of(ONE)));
        long before = System.nanoTime();

        Rig.await(provider.host().tools(List.of(TWO, ONE)));
        await().until(() -> told.size() == 1);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        assertThat(names()).containsExactly("two", "one", "other");
        assertThat(told).containsExactly(new CatalogChange(2, true, false, false));
        assertThat(rig.run("two")).isInstanceOf(Outcome.Completed.class);
        assertThat(rig.counted("mcp.tools.executed", "tool", "two", "outcome", "ok"))
                .isEqualTo(1);
    }

    @Test
    void tellsWhatDiffersAndOfNothingWhenNothingDoes() {
        ProviderHost host = provider.host();

        Rig.await(host.tools(List.of(ONE)));
        Rig.await(host.prompts(List.of()));
        Rig.await(host.prompts(List.of(PromptSpec.of("ask", "Ask", "Asks."))));
        Rig.await(host.resources(List.of(), List.of(TemplateSpec.of("a://{b}", "b", "", ""))));
        Rig.await(host.tools(List.of(ONE.allow("admin"))));

        await().until(() -> told.size() == 4);
        assertThat(told)
                .containsExactly(
                        new CatalogChange(2, false, false, false),
                        new CatalogChange(3, false, true, false),
                        new CatalogChange(4, false, false, true),
                        new CatalogChange(5, true, false, false));
        assertThat(rig.catalog.get().version()).isEqualTo(5);
        assertThat(rig.catalog.get().offersPrompts()).isTrue();
    }

    @Test
    void keepsTheOldWhenTheNewIsWrong() {
        ProviderHost host = provider.host();

        assertThatThrownBy(() -> Rig.await(host.tools(List.of(TWO, TWO))))
                .isInstanceOf(ProviderStartException.class)
                .hasMessageContaining("\"scripted\"")
                .hasMessageContaining("\"two\"")
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> Rig.await(host.tools(List.of(ToolSpec.of("other", "Other", "Taken.")))))
                .isInstanceOf(ProviderStartException.class)
                .hasMessageContaining("\"other\"")
                .hasMessageContaining("\"neighbour\"");
        assertThatThrownBy(() -> Rig.await(
                        host.tools(List.of(TWO.input("{\"type\":\"object\",\"$ref\":\"http://example.com\"}")))))
                .isInstanceOf(ProviderStartException.class)
                .hasMessageContaining("http://example.com");

        assertThat(names()).containsExactly("one", "other");
        assertThat(told).isEmpty();
        Rig.await(host.prompts(List.of(PromptSpec.of("ask", "Ask", "Asks."))));
        assertThat(names()).containsExactly("one", "other");
    }

    @Test
    void givesUpANameThatAnotherThenTakes() {
        assertThatThrownBy(() -> Rig.await(neighbour.host().tools(List.of(ONE))))
                .hasMessageContaining("\"one\"");

        Rig.await(provider.host().tools(List.of()));
        Rig.await(neighbour.host().tools(List.of(ONE)));

        assertThat(rig.tool("one").provider()).isEqualTo("neighbour");
    }

    @Test
    void endsWhatRunsNormallyWhenItsToolVanishes() {
        Promise<Reply> reply = Promise.promise();
        provider.script = request -> reply.future();
        Call call = rig.call("one");
        Future<Outcome> running = rig.send(call, 0);
        await().until(() -> provider.calls.get() == 1);

        Rig.await(provider.host().tools(List.of()));
        reply.complete(ToolResult.text("done"));

        assertThat(names()).containsExactly("other");
        assertThat(Rig.await(running)).isInstanceOf(Outcome.Completed.class);
        provider.script = request -> Future.succeededFuture(ToolResult.text("late"));
        assertThat(rig.run(call)).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void takesManyChangesFromManyThreadsAndEndsWithTheLast() {
        ProviderHost host = provider.host();
        List<Future<Void>> changes = new CopyOnWriteArrayList<>();
        List<Thread> threads = IntStream.range(0, 20)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    changes.add(host.tools(List.of(ToolSpec.of("tool" + i, "Tool", "One of many."))));
                    changes.add(host.prompts(List.of(PromptSpec.of("prompt" + i, "Prompt", "One of many."))));
                }))
                .toList();
        threads.forEach(PublishingTest::join);
        Rig.await(Future.all(changes));

        Rig.await(Future.all(host.tools(List.of(ONE)), host.tools(List.of(TWO))));

        assertThat(names()).containsExactly("two", "other");
        assertThat(rig.catalog.get().prompts()).hasSize(1);
    }

    @Test
    void completesOnTheContextOfWhoeverAsked() {
        Promise<Boolean> same = Promise.promise();
        Context context = rig.vertx.getOrCreateContext();
        context.runOnContext(ignored -> {
            Thread asked = Thread.currentThread();
            provider.host()
                    .tools(List.of(TWO))
                    .onComplete(done -> same.complete(Thread.currentThread().equals(asked)));
        });

        assertThat(Rig.await(same.future())).isTrue();
    }

    @Test
    void tellsThatAResourceHasChanged() {
        provider.host().updated("test://one");

        await().until(() -> told.contains(new ResourceUpdated("test://one")));
    }

    @Test
    void takesNothingFromAProviderThatWasStopped() {
        Rig.await(rig.providers.stop());

        assertThatThrownBy(() -> Rig.await(provider.host().tools(List.of(TWO))))
                .isInstanceOf(ProviderStartException.class)
                .hasMessageContaining("stopped");
    }

    @Test
    void keepsWhatWasChangedBetweenTheStartAndTheCatalogue() {
        ScriptedProvider early = new ScriptedProvider("early", ONE);
        Runnable change = () -> early.host().tools(List.of(TWO));
        try (Rig late = new Rig(4, TestConfig.defaults(), Rig.h2(), true, change, early)) {
            await().untilAsserted(() -> assertThat(late.catalog.get().tools())
                    .extracting(ToolEntry::name)
                    .containsExactly("two"));
        }
    }

    private List<String> names() {
        return rig.catalog.get().tools().stream().map(ToolEntry::name).toList();
    }

    private void listen(String address) {
        Rig.await(rig.vertx
                .eventBus()
                .localConsumer(address, message -> told.add(message.body()))
                .completion());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
