package dev.sluice.provider;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Offer;
import dev.sluice.bus.ResourceUpdated;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one provider offers, and the changes of it on their way to the catalogue: one after the other, and of the changes of
 * one kind that wait only the last. Thread-safe; its state is guarded by this.
 *
 * <pre>
 * STARTING --started--> STARTED --connect--> CONNECTED --close--> CLOSED
 *  changes are            they wait           they go to the       they fail
 *  taken at once                              catalogue
 * </pre>
 */
final class Publisher {
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private enum Stage {
        STARTING,
        STARTED,
        CONNECTED,
        CLOSED
    }

    private enum Kind {
        ALL,
        TOOLS,
        PROMPTS,
        RESOURCES
    }

    /** A change that waits, and who is told of it. */
    private record Change(UnaryOperator<Offer> edit, List<Promise<Void>> askedBy) {}

    private final String provider;
    private final Vertx vertx;
    private final Context context;
    private final MeterBook meters;
    private final OfferEdits edits;
    private final Map<Kind, Change> waiting = new EnumMap<>(Kind.class);
    private Stage stage = Stage.STARTING;
    private boolean sending;
    private Offer offer;

    /** @param context of the event loop that changes are sent from */
    Publisher(String provider, Vertx vertx, Context context, MeterBook meters) {
        this.provider = provider;
        this.vertx = vertx;
        this.context = context;
        this.meters = meters;
        this.edits = new OfferEdits(provider);
        this.offer = new Offer(provider, List.of(), null, null, null);
    }

    /** See {@link ProviderHost#tools}. */
    Future<Void> tools(List<ToolSpec> specs) {
        List<ToolSpec> copy = List.copyOf(specs);
        return change(Kind.TOOLS, before -> edits.tools(before, copy));
    }

    /** See {@link ProviderHost#prompts}. */
    Future<Void> prompts(List<PromptSpec> specs) {
        List<PromptSpec> copy = List.copyOf(specs);
        return change(Kind.PROMPTS, before -> edits.prompts(before, copy));
    }

    /** See {@link ProviderHost#resources}. */
    Future<Void> resources(List<ResourceSpec> resources, List<TemplateSpec> templates) {
        List<ResourceSpec> copy = List.copyOf(resources);
        List<TemplateSpec> templateCopy = List.copyOf(templates);
        return change(Kind.RESOURCES, before -> edits.resources(before, copy, templateCopy));
    }

    /** See {@link BackendHost#offer}. */
    Future<Void> offer(Offer whole) {
        return change(Kind.ALL, before -> whole);
    }

    /** See {@link ProviderHost#updated}. */
    void updated(String uri) {
        ResourceUpdated update = new ResourceUpdated(uri);
        context.runOnContext(ignored -> vertx.eventBus().publish(Addresses.RESOURCE_UPDATED, update, LOCAL));
    }

    /**
     * The provider has started with these tools; changes wait from now on until {@link #connect}.
     *
     * @throws ProviderStartException when something is wrong with them
     */
    synchronized void started(List<ToolSpec> specs) {
        offer = edits.tools(offer, specs);
        stage = Stage.STARTED;
    }

    /** The backend has started; changes wait from now on until {@link #connect}. */
    synchronized void started() {
        stage = Stage.STARTED;
    }

    /** What the provider offers now, as far as the catalogue has taken it. */
    synchronized Offer offer() {
        return offer;
    }

    /** Whether it has nothing, and has not even said that it may have something one day. */
    synchronized boolean offersNothing() {
        return offer.tools().isEmpty() && offer.prompts() == null && offer.resources() == null && waiting.isEmpty();
    }

    /** The catalogue is there, with {@link #offer} in it. */
    void connect() {
        synchronized (this) {
            if (stage == Stage.STARTED) {
                stage = Stage.CONNECTED;
            }
        }
        sendNext();
    }

    /** The provider stops; what waits fails. */
    void close() {
        List<Change> left;
        synchronized (this) {
            stage = Stage.CLOSED;
            left = new ArrayList<>(waiting.values());
            waiting.clear();
        }
        left.forEach(change -> settle(change, stopped()));
    }

    private Future<Void> change(Kind kind, UnaryOperator<Offer> edit) {
        Promise<Void> promise = Promise.promise();
        synchronized (this) {
            switch (stage) {
                case STARTING -> {
                    return takenAtOnce(edit);
                }
                case CLOSED -> {
                    return Future.failedFuture(stopped());
                }
                case STARTED, CONNECTED -> enqueue(kind, edit, promise);
            }
        }
        sendNext();
        return onContextOf(Vertx.currentContext(), promise.future());
    }

    private Future<Void> takenAtOnce(UnaryOperator<Offer> edit) {
        try {
            offer = edit.apply(offer);
            return Future.succeededFuture();
        } catch (RuntimeException e) {
            return Future.failedFuture(explained(e));
        }
    }

    private void enqueue(Kind kind, UnaryOperator<Offer> edit, Promise<Void> promise) {
        Change superseded = waiting.get(kind);
        List<Promise<Void>> askedBy = superseded == null ? new ArrayList<>() : superseded.askedBy();
        askedBy.add(promise);
        waiting.put(kind, new Change(edit, askedBy));
    }

    private void sendNext() {
        Change change = take();
        if (change != null) {
            context.runOnContext(ignored -> send(change).onComplete((after, failure) -> sent(change, after, failure)));
        }
    }

    private synchronized @Nullable Change take() {
        if (stage != Stage.CONNECTED || sending || waiting.isEmpty()) {
            return null;
        }
        sending = true;
        return waiting.remove(waiting.keySet().iterator().next());
    }

    // Looking through ten thousand specifications takes a while: not on the event loop.
    private Future<Offer> send(Change change) {
        Offer before = offer();
        return vertx.executeBlocking(
                        () -> {
                            Offer after = change.edit().apply(before);
                            meters.open(after.tools());
                            return after;
                        },
                        false)
                .compose(after -> vertx.eventBus()
                        .request(Addresses.CATALOG, after, LOCAL)
                        .map(after));
    }

    private void sent(Change change, @Nullable Offer after, @Nullable Throwable failure) {
        synchronized (this) {
            sending = false;
            // Future.map(value) hands on its value even when it fails.
            if (failure == null && after != null) {
                offer = after;
            }
        }
        settle(change, failure == null ? null : explained(failure));
        sendNext();
    }

    private static void settle(Change change, @Nullable Throwable failure) {
        for (Promise<Void> promise : change.askedBy()) {
            if (failure == null) {
                promise.tryComplete();
            } else {
                promise.tryFail(failure);
            }
        }
    }

    private ProviderStartException stopped() {
        return new ProviderStartException("Provider \"" + provider + "\" has been stopped.");
    }

    private ProviderStartException explained(Throwable failure) {
        if (failure instanceof ProviderStartException known) {
            return known;
        }
        boolean said =
                !(failure instanceof ReplyException reply) || reply.failureType() == ReplyFailure.RECIPIENT_FAILURE;
        return new ProviderStartException(
                "Provider \"" + provider + "\" cannot offer this: "
                        + (said ? failure.getMessage() : "the catalogue does not answer."),
                failure);
    }

    private static Future<Void> onContextOf(@Nullable Context caller, Future<Void> future) {
        if (caller == null) {
            return future;
        }
        Promise<Void> promise = Promise.promise();
        future.onComplete(done -> caller.runOnContext(ignored -> {
            if (done.succeeded()) {
                promise.complete();
            } else {
                promise.fail(done.cause());
            }
        }));
        return promise.future();
    }
}
