package dev.sluice.provider.upstream.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Offer;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.TemplateDescriptor;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All pages of all lists of an upstream. */
@Tag("R-301")
class ListFetchTest {
    private static final ListFetch.Wanted TOOLS = new ListFetch.Wanted(true, false, false);
    private static final ListFetch.Wanted ALL = new ListFetch.Wanted(true, true, true);

    private final List<String> asked = new ArrayList<>();

    @Test
    void relaysDefinitionsOfAllPagesAsTheyAreSpelled() {
        String first = "{\"name\": \"a\", \"inputSchema\": {\"type\": \"object\"}, \"x\": 1.0}";
        Offer offer = fetch(
                TOOLS,
                (list, cursor) -> cursor == null
                        ? "{\"tools\":[" + first + "],\"nextCursor\":\"\"}"
                        : "{\"tools\":[" + tool("b") + "]}");

        assertThat(asked).containsExactly("tools/list null", "tools/list \"\"");
        assertThat(offer.tools()).extracting(ToolDescriptor::name).containsExactly("a", "b");
        assertThat(offer.tools().getFirst().definition()).hasToString(first);
        assertThat(offer.prompts()).isNull();
        assertThat(offer.resources()).isNull();
    }

    @Test
    void readsHintsOfToolsAndArgumentsOfPrompts() {
        Offer offer = fetch(ALL, (list, cursor) -> switch (list) {
            case TOOLS_LIST ->
                "{\"tools\":["
                        + "{\"name\":\"r\",\"inputSchema\":{},\"annotations\":{\"readOnlyHint\":true}},"
                        + "{\"name\":\"i\",\"inputSchema\":{},\"annotations\":{\"idempotentHint\":true}},"
                        + tool("w") + "]}";
            case PROMPTS_LIST ->
                "{\"prompts\":[{\"name\":\"p\",\"arguments\":"
                        + "[{\"name\":\"x\",\"required\":true},{\"name\":\"y\"}]}]}";
            case RESOURCES_LIST -> "{\"resources\":[{\"uri\":\"x:1\",\"name\":\"one\"}]}";
            default ->
                "{\"resourceTemplates\":[{\"uriTemplate\":\"x:{id}\",\"name\":\"any\"},"
                        + "{\"uriTemplate\":\"x:{+id}\",\"name\":\"odd\"}]}";
        });

        assertThat(offer.tools()).extracting(ToolDescriptor::readOnly).containsExactly(true, false, false);
        assertThat(offer.tools()).extracting(ToolDescriptor::idempotent).containsExactly(true, true, false);
        assertThat(Objects.requireNonNull(offer.prompts()).getFirst().required())
                .containsExactly("x");
        assertThat(Objects.requireNonNull(offer.resources()).getFirst().uri()).isEqualTo("x:1");
        assertThat(Objects.requireNonNull(offer.templates()))
                .extracting(TemplateDescriptor::template)
                .hasToString("[x:{id}]");
    }

    @Test
    void leavesOutWhatCannotBeUsed() {
        Offer offer = fetch(
                TOOLS,
                (list, cursor) -> "{\"tools\":[7,{\"inputSchema\":{}},{\"name\":\"n\"},"
                        + "{\"name\":\"h\",\"inputSchema\":{\"items\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}},"
                        + tool("a") + ',' + tool("a") + "]}");

        assertThat(offer.tools()).extracting(ToolDescriptor::name).containsExactly("a");
    }

    @Test
    void takesAListThatIsNotServedForAnEmptyOne() {
        Offer offer = fetch(ALL, (list, cursor) -> switch (list) {
            case TOOLS_LIST -> "{\"tools\":[]}";
            case RESOURCES_LIST -> "{\"resources\":[]}";
            default -> null;
        });

        assertThat(offer.tools()).isEmpty();
        assertThat(offer.prompts()).isEmpty();
        assertThat(offer.templates()).isEmpty();
    }

    @Test
    void stopsAtTheBoundsOfPagesAndEntriesAndWhenACursorComesAgain() {
        fetch(TOOLS, (list, cursor) -> "{\"tools\":[],\"nextCursor\":\"" + asked.size() + "\"}");
        assertThat(asked).hasSize(ListFetch.MAX_PAGES);
        asked.clear();

        fetch(TOOLS, (list, cursor) -> "{\"tools\":[],\"nextCursor\":\"same\"}");
        assertThat(asked).hasSize(2);

        String many = IntStream.rangeClosed(0, ListFetch.MAX_ENTRIES)
                .mapToObj(i -> tool("t" + i))
                .collect(Collectors.joining(","));
        assertThat(fetch(TOOLS, (list, cursor) -> "{\"tools\":[" + many + "]}").tools())
                .hasSize(ListFetch.MAX_ENTRIES);
    }

    @Test
    void failsWhenAPageIsNoList() {
        assertThat(fetching(TOOLS, (list, cursor) -> "{}").cause()).hasMessageContaining("without tools");
        assertThat(fetching(TOOLS, (list, cursor) -> "{\"tools\":{}}").failed()).isTrue();
    }

    /** Null for an answer that there is no such method. */
    @Test
    @Tag("R-305")
    void takesNoMoreBytesOfListsThanTheBoundAndKeepsNoPageForASmallEntry() {
        char[] filling = new char[1_000_000];
        Arrays.fill(filling, 'x');
        String text = new String(filling);
        int[] page = {0};
        OfferReader reader = new OfferReader("up", Duration.ofSeconds(1), TaskSupport.NONE, false);

        Offer offer = new ListFetch(
                        "up",
                        reader,
                        (list, cursor) -> Future.succeededFuture(object("{\"tools\":[{\"name\":\"t" + page[0]
                                + "\",\"inputSchema\":{},\"description\":\"" + text + "\"}],\"junk\":\"" + text
                                + "\",\"nextCursor\":\"" + page[0]++ + "\"}")))
                .fetch(TOOLS)
                .result();

        assertThat(offer.tools()).hasSize((int) (ListFetch.MAX_BYTES / 1_000_050));
        assertThat(page[0]).isLessThan(20);
    }

    private interface Server {
        @Nullable
        String answer(Method list, @Nullable RawJson cursor);
    }

    private Offer fetch(ListFetch.Wanted wanted, Server server) {
        return fetching(wanted, server).result();
    }

    private Future<Offer> fetching(ListFetch.Wanted wanted, Server server) {
        OfferReader reader = new OfferReader("up", Duration.ofSeconds(5), TaskSupport.NONE, true);
        return new ListFetch("up", reader, (list, cursor) -> {
                    asked.add(list.wire() + ' ' + cursor);
                    String answer = server.answer(list, cursor);
                    return answer == null
                            ? Future.failedFuture(new UpstreamErrorException(object("{\"code\":-32601}")))
                            : Future.succeededFuture(object(answer));
                })
                .fetch(wanted);
    }

    private static RawObject object(String json) {
        try {
            return RawObject.scan(RawJson.of(json));
        } catch (MalformedJsonException e) {
            throw new AssertionError(e);
        }
    }

    private static String tool(String name) {
        return "{\"name\":\"" + name + "\",\"inputSchema\":{\"type\":\"object\"}}";
    }
}
