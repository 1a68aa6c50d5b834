package dev.sluice.provider.upstream.message;

import dev.sluice.bus.Offer;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawArray;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches all pages of all lists of an upstream, one after the other, within bounds: what lies beyond is left out, with a
 * line in the log. Made for one fetch; confined to the loop it is used on.
 */
public final class ListFetch {
    /** Pages of one list. */
    static final int MAX_PAGES = 100;
    /** Entries of all lists together. */
    static final int MAX_ENTRIES = 10_000;
    /** Bytes of all lists together. */
    static final long MAX_BYTES = 16L * 1024 * 1024;

    private static final Logger LOGGER = LoggerFactory.getLogger(ListFetch.class);

    /** Asks for one page. */
    public interface Pages {
        /**
         * @param cursor as the page before spelled it, null for the first
         * @return completes with the result; fails with an {@link UpstreamErrorException} when that is an error
         */
        Future<RawObject> page(Method list, @Nullable RawJson cursor);
    }

    /** Which lists there are. */
    public record Wanted(boolean tools, boolean prompts, boolean resources) {}

    private final String upstream;
    private final OfferReader reader;
    private final Pages pages;
    private int entries;
    private long bytes;
    private boolean full;

    /** @param pages asks for one page after the other */
    public ListFetch(String upstream, OfferReader reader, Pages pages) {
        this.upstream = upstream;
        this.reader = reader;
        this.pages = pages;
    }

    /** Completes with everything that the upstream offers; fails with the first failure of a page. */
    public Future<Offer> fetch(Wanted wanted) {
        return list(wanted.tools(), Method.TOOLS_LIST, "tools")
                .compose(tools -> list(wanted.prompts(), Method.PROMPTS_LIST, "prompts")
                        .compose(prompts -> list(wanted.resources(), Method.RESOURCES_LIST, "resources")
                                .compose(resources -> list(
                                                wanted.resources(),
                                                Method.RESOURCES_TEMPLATES_LIST,
                                                "resourceTemplates")
                                        .map(templates -> new Offer(
                                                upstream,
                                                reader.tools(tools),
                                                wanted.prompts() ? reader.prompts(prompts) : null,
                                                wanted.resources() ? reader.resources(resources) : null,
                                                wanted.resources() ? reader.templates(templates) : null)))));
    }

    private Future<List<RawJson>> list(boolean wanted, Method method, String member) {
        if (!wanted) {
            return Future.succeededFuture(List.of());
        }
        List<RawJson> found = new ArrayList<>();
        // A server that declares a list without serving it, or resources without templates, has none.
        return from(new Reading(method, member, found), null, 0)
                .recover(cause ->
                        cause instanceof UpstreamErrorException error && error.code() == RpcCodes.METHOD_NOT_FOUND
                                ? Future.succeededFuture()
                                : Future.failedFuture(cause))
                .map(ignored -> found);
    }

    private record Reading(Method method, String member, List<RawJson> found) {}

    private Future<Void> from(Reading reading, @Nullable RawJson cursor, int page) {
        return pages.page(reading.method(), cursor).compose(result -> {
            try {
                add(reading, result.get(reading.member()));
            } catch (MalformedJsonException e) {
                return Future.failedFuture(e);
            }
            RawJson next = result.get("nextCursor");
            if (next == null || !next.isString()) {
                return Future.succeededFuture();
            }
            if (page + 1 >= MAX_PAGES || isFull() || (cursor != null && next.equals(cursor))) {
                cut(reading);
                return Future.succeededFuture();
            }
            return from(reading, next, page + 1);
        });
    }

    private void add(Reading reading, @Nullable RawJson array) throws MalformedJsonException {
        if (array == null) {
            throw new MalformedJsonException(reading.method().wire() + " was answered without " + reading.member());
        }
        List<RawJson> elements = RawArray.scan(array, MAX_ENTRIES - entries + 1);
        for (RawJson element : elements) {
            if (isFull() || bytes + element.length() > MAX_BYTES) {
                full = true;
                cut(reading);
                return;
            }
            entries++;
            bytes += element.length();
            // A view would keep the whole page, whatever else is in it.
            byte[] own = element.toBytes();
            reading.found().add(RawJson.view(own, 0, own.length));
        }
    }

    private boolean isFull() {
        return full || entries >= MAX_ENTRIES;
    }

    private void cut(Reading reading) {
        LOGGER.atWarn()
                .addKeyValue("upstream", upstream)
                .addKeyValue("method", reading.method().wire())
                .addKeyValue("entries", reading.found().size())
                .log("List of an upstream is longer than the bound, or does not end; the rest is left out");
    }
}
