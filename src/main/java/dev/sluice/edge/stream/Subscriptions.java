package dev.sluice.edge.stream;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Call;
import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.TaskChanged;
import dev.sluice.bus.TaskView;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.Notifications;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The open {@code subscriptions/listen} of one shard (2026-07-28). Confined to the event loop of the shard. */
public final class Subscriptions {
    private final EventStreams streams;
    private final Changes changes;
    private final Map<Subscription, StreamPermits.Permit> open = new LinkedHashMap<>();

    Subscriptions(EventStreams streams, Changes changes) {
        this.streams = streams;
        this.changes = changes;
    }

    /**
     * What a client wants to hear of.
     *
     * @param tools changes of the list of tools
     * @param prompts changes of the list of prompts
     * @param resources changes of the list of resources and templates
     * @param uris resources whose changes it wants to know
     * @param taskIds tasks whose changes it wants to know
     */
    public record Wanted(boolean tools, boolean prompts, boolean resources, Set<String> uris, Set<String> taskIds) {
        public Wanted {
            uris = java.util.Collections.unmodifiableSet(new TreeSet<>(uris));
            taskIds = java.util.Collections.unmodifiableSet(new TreeSet<>(taskIds));
        }

        /** The same, and these tasks. */
        public Wanted with(Set<String> tasks) {
            return new Wanted(tools, prompts, resources, uris, tasks);
        }

        /** As the acknowledgement tells it. */
        RawJson toJson() {
            List<String> members = new ArrayList<>();
            if (tools) {
                members.add("\"toolsListChanged\":true");
            }
            if (prompts) {
                members.add("\"promptsListChanged\":true");
            }
            if (resources) {
                members.add("\"resourcesListChanged\":true");
            }
            if (!uris.isEmpty()) {
                members.add("\"resourceSubscriptions\":" + strings(uris));
            }
            if (!taskIds.isEmpty()) {
                members.add("\"taskIds\":" + strings(taskIds));
            }
            return RawJson.of('{' + String.join(",", members) + '}');
        }

        private static String strings(Set<String> texts) {
            return texts.stream().map(JsonCodec::quote).collect(Collectors.joining(",", "[", "]"));
        }
    }

    /**
     * A subscription to be opened.
     *
     * @param audience who wants it, and at which endpoint
     * @param id the id of the request as its client spelled it
     * @param wanted what is honoured of what the client wants
     * @param until when the proof of identity ends, in milliseconds since the epoch
     * @param client gets the acknowledgement first, then what it wants
     * @param end gets the result when the gateway ends the subscription
     * @param closed told once that it is over, whoever ended it
     */
    public record Order(
            Audience audience,
            RawJson id,
            Wanted wanted,
            long until,
            Recipient client,
            Consumer<RawJson> end,
            Runnable closed) {
        /** Whose tasks it may hear of. */
        private String owner() {
            return Call.owner(audience.server(), audience.principal());
        }
    }

    /** Opens a subscription and acknowledges it; null when as many streams are open as are allowed. */
    public @Nullable Subscription open(Order order) {
        StreamPermits.Permit permit =
                streams.permit(order.audience().principal().key());
        if (permit == null) {
            return null;
        }
        Subscription subscription = new Subscription(order);
        open.put(subscription, permit);
        order.client()
                .send(subscription.news.with(
                        Notifications.ACKNOWLEDGED,
                        "\"notifications\":" + order.wanted().toJson()));
        changes.add(subscription);
        return subscription;
    }

    /** Its client does not listen any more. */
    public void close(Subscription subscription) {
        StreamPermits.Permit permit = open.remove(subscription);
        if (permit != null) {
            permit.giveBack();
            changes.remove(subscription);
            subscription.order.closed().run();
        }
    }

    /** Tells of changed tasks. */
    MessageConsumer<TaskChanged> listen(Vertx vertx) {
        return vertx.eventBus()
                .localConsumer(
                        Addresses.TASK_CHANGED, message -> tell(message.body().task()));
    }

    private void tell(TaskView task) {
        for (Subscription subscription : List.copyOf(open.keySet())) {
            Order order = subscription.order;
            if (order.wanted().taskIds().contains(task.id()) && order.owner().equals(task.owner())) {
                order.client().send(subscription.news.spliced(Notifications.TASKS, task.toJson()));
            }
        }
    }

    /** Ends those whose client's proof of identity has ended. */
    void sweep() {
        end(streams.now());
    }

    /** Ends all: the node goes down. */
    void stop() {
        end(Long.MAX_VALUE);
    }

    private void end(long now) {
        for (Subscription subscription : List.copyOf(open.keySet())) {
            if (subscription.order.until() <= now) {
                end(subscription);
            }
        }
    }

    private void end(Subscription subscription) {
        close(subscription);
        subscription.order.end().accept(subscription.news.metaOnly());
    }

    /** One open subscription. */
    public final class Subscription implements Changes.Listener {
        private final Order order;
        private final News news;

        private Subscription(Order order) {
            this.order = order;
            this.news = new News(order.id());
        }

        @Override
        public Audience audience() {
            return order.audience();
        }

        @Override
        public void changed(CatalogChange change) {
            if (change.tools() && order.wanted().tools()) {
                order.client().send(news.changed(Notifications.TOOLS_CHANGED));
            }
            if (change.prompts() && order.wanted().prompts()) {
                order.client().send(news.changed(Notifications.PROMPTS_CHANGED));
            }
            if (change.resources() && order.wanted().resources()) {
                order.client().send(news.changed(Notifications.RESOURCES_CHANGED));
            }
        }

        @Override
        public void updated(String uri) {
            if (order.wanted().uris().contains(uri)) {
                order.client().send(news.updated(uri));
            }
        }

        @Override
        public void closed() {
            end(this);
        }
    }
}
