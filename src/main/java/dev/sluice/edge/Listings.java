package dev.sluice.edge;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Principal;
import dev.sluice.bus.Published;
import dev.sluice.mcp.RawJson;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answers to requests that list something, rendered once for each set of roles and catalogue. Confined to the event loop of
 * its shard.
 */
final class Listings {
    /** Entries on one page. */
    static final int PAGE = 100;
    /** Listings of a set of roles that are kept; at the bound all are rendered anew. */
    static final int MAX_ROLE_SETS = 256;

    private static final int FRESH_MILLIS = 30_000;
    /** While a service has not been heard of yet, what it offers may come at any moment. */
    private static final int PARTIAL_MILLIS = 5_000;

    private final Published<CatalogSnapshot> catalog;
    private final RawJson serverInfo;
    private final Map<Key, Listing> listings = new HashMap<>();
    private CatalogSnapshot rendered;

    Listings(Published<CatalogSnapshot> catalog, RawJson serverInfo) {
        this.catalog = catalog;
        this.serverInfo = serverInfo;
        this.rendered = catalog.get();
    }

    private record Key(Listed what, Set<String> roles) {}

    /** Result objects, each ready to be sent. */
    private record Listing(List<RawJson> modern, List<RawJson> legacy, RawJson whole) {}

    /**
     * One page for a modern client.
     *
     * @param cursor null for the first page
     * @throws dev.sluice.mcp.RefusedException with INVALID_PARAMS for a cursor that is none of ours
     */
    RawJson modern(Listed what, Principal principal, @Nullable String cursor) {
        Listing listing = listing(what, principal);
        return listing.modern().get(page(cursor, listing.modern().size()));
    }

    /** One page for a legacy client; as {@link #modern}. */
    RawJson legacy(Listed what, Principal principal, @Nullable String cursor) {
        Listing listing = listing(what, principal);
        return listing.legacy().get(page(cursor, listing.legacy().size()));
    }

    /** All tools on one page, for the envelope. */
    RawJson whole(Principal principal) {
        return listing(Listed.TOOLS, principal).whole();
    }

    private Listing listing(Listed what, Principal principal) {
        CatalogSnapshot current = catalog.get();
        if (current != rendered || listings.size() >= MAX_ROLE_SETS) {
            listings.clear();
            rendered = current;
        }
        return listings.computeIfAbsent(new Key(what, principal.roles()), key -> render(what, current, principal));
    }

    private int page(@Nullable String cursor, int pages) {
        if (cursor == null) {
            return 0;
        }
        ListCursor parsed = ListCursor.of(cursor);
        int page = parsed.offset() / PAGE;
        if (parsed.version() != rendered.version() || parsed.offset() % PAGE != 0 || page < 1 || page >= pages) {
            throw ListCursor.unknown();
        }
        return page;
    }

    private Listing render(Listed what, CatalogSnapshot snapshot, Principal principal) {
        List<RawJson> visible = what.visible(snapshot, principal);
        List<RawJson> modern = new ArrayList<>();
        List<RawJson> legacy = new ArrayList<>();
        for (int from = 0; from == 0 || from < visible.size(); from += PAGE) {
            int to = Math.min(from + PAGE, visible.size());
            String next = to < visible.size()
                    ? ",\"nextCursor\":\"" + new ListCursor(snapshot.version(), to).text() + '"'
                    : "";
            List<RawJson> page = visible.subList(from, to);
            legacy.add(object(
                    "", members(what, page.stream().map(what::legacy).toList()).appendString(next), ""));
            modern.add(object(
                    "\"resultType\":\"complete\",",
                    members(what, page).appendString(next),
                    ",\"ttlMs\":" + (snapshot.isWhole() ? FRESH_MILLIS : PARTIAL_MILLIS)
                            + ",\"cacheScope\":\"private\"," + ServerFacts.meta(serverInfo)));
        }
        return new Listing(List.copyOf(modern), List.copyOf(legacy), object("", members(what, visible), ""));
    }

    private static Buffer members(Listed what, List<RawJson> definitions) {
        Buffer out = Buffer.buffer('"' + what.member() + "\":[");
        for (int i = 0; i < definitions.size(); i++) {
            if (i > 0) {
                out.appendByte((byte) ',');
            }
            definitions.get(i).appendTo(out);
        }
        return out.appendByte((byte) ']');
    }

    private static RawJson object(String before, Buffer members, String after) {
        byte[] bytes = Buffer.buffer("{")
                .appendString(before)
                .appendBuffer(members)
                .appendString(after)
                .appendByte((byte) '}')
                .getBytes();
        return RawJson.view(bytes, 0, bytes.length);
    }
}
