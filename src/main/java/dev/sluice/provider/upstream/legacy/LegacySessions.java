package dev.sluice.provider.upstream.legacy;

import dev.sluice.config.UpstreamConfig;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RefusedException;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions in which calls run, one for each caller and what its client can do, or shared by all whose clients can do the
 * same. At most {@code maxSessions} with that of the gateway's own; when there are as many, the one that has been idle for
 * the longest time is ended for a new one. Confined to the home loop of its upstream.
 */
final class LegacySessions implements LegacySession.Owner {
    /** Sessions that are not for calls: the gateway's own. */
    static final int OWN = 1;

    private static final long NO_TIMER = -1;

    private final LegacyContext context;
    private final Map<Key, List<LegacySlot>> slots = new HashMap<>();
    /** Of no use for new calls, but calls still run in them. */
    private final List<LegacySlot> leaving = new ArrayList<>();

    private int open;
    private long timer = NO_TIMER;
    private boolean closed;

    /**
     * Who may use a session.
     *
     * @param caller the caller's key, empty for everybody
     * @param profile what the server is told that its client can do
     */
    record Key(String caller, ClientCapabilities profile) {
        boolean isShared() {
            return caller.isEmpty();
        }
    }

    LegacySessions(LegacyContext context) {
        this.context = context;
    }

    /** Sessions that are open, opening or closing. */
    int size() {
        return open;
    }

    /**
     * A session for a call.
     *
     * @param unwanted whether the call has ended meanwhile
     * @return fails with a {@link WireException} when it cannot be opened, and with a {@link dev.sluice.mcp.RefusedException}
     *     when there is no room
     */
    Future<LegacyLease> acquire(Key key, BooleanSupplier unwanted) {
        List<LegacySlot> known = slots.getOrDefault(key, List.of());
        Optional<LegacySlot> free = known.stream().filter(LegacySlot::isFree).findFirst();
        Optional<LegacySlot> taken = free.or(() -> busy(key, known));
        if (taken.isPresent()) {
            return taken.get().lease(unwanted).onFailure(cause -> {
                if (cause instanceof RefusedException) {
                    context.meters().sessionRefused();
                }
            });
        }
        Future<Void> room = closed ? null : room();
        if (room == null) {
            context.meters().sessionRefused();
            return Future.failedFuture(full().asException());
        }
        return add(key, room).lease(unwanted);
    }

    /** The session to wait for: a caller has one, everybody may have as many as there is room for. */
    private Optional<LegacySlot> busy(Key key, List<LegacySlot> known) {
        boolean wait = !key.isShared() || (!hasPlace() && idlest() == null);
        return wait ? known.stream().min(Comparator.comparingInt(LegacySlot::waiting)) : Optional.empty();
    }

    private LegacySlot add(Key key, Future<Void> room) {
        LegacySession session = new LegacySession(
                context,
                context.wires().create(!key.profile().equals(ClientCapabilities.NONE), context.meters()),
                key.profile(),
                this);
        LegacySlot slot = new LegacySlot(key, session, this::idle);
        slots.computeIfAbsent(key, absent -> new ArrayList<>(1)).add(slot);
        count(1);
        slot.open(room).onFailure(cause -> drop(slot));
        return slot;
    }

    private boolean hasPlace() {
        return open + OWN < context.config().maxSessions();
    }

    /** Completes when there is room for one more; null when there is not going to be any. */
    private @Nullable Future<Void> room() {
        if (hasPlace()) {
            return Future.succeededFuture();
        }
        LegacySlot idlest = idlest();
        return idlest == null ? null : end(idlest);
    }

    private @Nullable LegacySlot idlest() {
        return slots.values().stream()
                .flatMap(List::stream)
                .filter(LegacySlot::isIdle)
                .min(Comparator.comparingLong(slot -> slot.usedAt))
                .orElse(null);
    }

    private void idle(LegacySlot slot) {
        slot.usedAt = context.clock().millis();
        if (leaving.contains(slot) || closed) {
            end(slot);
        } else {
            watch(context.config().sessionIdle());
        }
    }

    private void watch(Duration idle) {
        if (timer == NO_TIMER && !closed) {
            timer = context.vertx().setTimer(Math.max(1, idle.toMillis()), ignored -> sweep());
        }
    }

    /** Ends sessions that have been idle for long enough; looks again when the next one may be. */
    void sweep() {
        timer = NO_TIMER;
        long idle = context.config().sessionIdle().toMillis();
        long now = context.clock().millis();
        long next = Long.MAX_VALUE;
        for (LegacySlot slot : slots.values().stream()
                .flatMap(List::stream)
                .filter(LegacySlot::isIdle)
                .toList()) {
            long left = slot.usedAt + idle - now;
            if (left <= 0) {
                end(slot);
            } else {
                next = Math.min(next, left);
            }
        }
        if (next != Long.MAX_VALUE) {
            watch(Duration.ofMillis(next));
        }
    }

    @Override
    public void gone(LegacySession session, WireException cause) {
        slots.values().stream()
                .flatMap(List::stream)
                .filter(slot -> slot.session().equals(session))
                .findFirst()
                .ifPresent(slot -> {
                    remove(slot);
                    leaving.add(slot);
                    if (slot.isIdle()) {
                        end(slot);
                    }
                });
    }

    @Override
    public boolean isShared() {
        return context.config().sessions() == UpstreamConfig.SessionsFor.ALL;
    }

    private void drop(LegacySlot slot) {
        if (take(slot)) {
            count(-1);
        }
    }

    private Future<Void> end(LegacySlot slot) {
        return take(slot) ? slot.session().close().onComplete(done -> count(-1)) : Future.succeededFuture();
    }

    /** Whether it was there still. */
    private boolean take(LegacySlot slot) {
        return remove(slot) || leaving.remove(slot);
    }

    private boolean remove(LegacySlot slot) {
        List<LegacySlot> known = slots.get(slot.key);
        if (known == null || !known.remove(slot)) {
            return false;
        }
        if (known.isEmpty()) {
            slots.remove(slot.key);
        }
        return true;
    }

    private void count(int more) {
        open += more;
        context.meters().sessions(open);
    }

    private Refusal full() {
        return Refusal.of(RefusalCode.QUEUE_FULL, "As many sessions of this server are in use as are allowed.")
                .with("limit", context.config().maxSessions())
                .retryAfter(Duration.ofSeconds(1));
    }

    /** Ends them all; calls that run in them fail. Never fails. */
    Future<Void> close() {
        closed = true;
        if (timer != NO_TIMER) {
            context.vertx().cancelTimer(timer);
        }
        List<LegacySlot> all = new ArrayList<>(leaving);
        slots.values().forEach(all::addAll);
        return Future.join(all.stream().map(this::end).toList()).transform(done -> Future.succeededFuture());
    }
}
