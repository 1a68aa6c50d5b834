package dev.sluice.provider.upstream.legacy;

import dev.sluice.provider.upstream.wire.WireException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The requests of one session that wait for their responses, by id. Bounded as the session's. Confined to the home loop. */
final class LegacyPending {
    private final Map<Long, LegacyExchange> byId = new LinkedHashMap<>();
    private long lastId;

    /** One more waits from now on. Gives it an id that none before had. */
    long add(LegacyExchange exchange) {
        long id = ++lastId;
        byId.put(id, exchange);
        return id;
    }

    /** The one of an id; null when it does not wait any more. */
    @Nullable
    LegacyExchange exchange(long id) {
        return byId.get(id);
    }

    /** The one call that is running; null when there is none, or more than one. */
    @Nullable
    LegacyExchange onlyCall() {
        LegacyExchange only = null;
        for (LegacyExchange exchange : byId.values()) {
            if (exchange.isCall()) {
                if (only != null) {
                    return null;
                }
                only = exchange;
            }
        }
        return only;
    }

    /** All that wait; a copy. */
    List<LegacyExchange> exchanges() {
        return new ArrayList<>(byId.values());
    }

    /** The ids of all that wait; a copy. */
    List<Long> ids() {
        return new ArrayList<>(byId.keySet());
    }

    /** The one of an id, which does not wait any more; null when it did not. */
    @Nullable
    LegacyExchange take(long id) {
        return byId.remove(id);
    }

    /** There will be no response to this one. */
    void end(long id, WireException cause) {
        LegacyExchange exchange = byId.remove(id);
        if (exchange != null) {
            exchange.failed(cause);
        }
    }
}
