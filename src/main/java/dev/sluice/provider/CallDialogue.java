package dev.sluice.provider;

import dev.sluice.bus.Answers.TaskStanding;
import dev.sluice.bus.Call;
import dev.sluice.bus.Note;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.JsonMembers;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Revision;
import io.micrometer.core.instrument.Counter;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The dialogue of one call. Costs nothing but itself until the provider says something. Thread-safe: questions are guarded
 * by this, notes are judged and sent on the shard's event loop.
 */
final class CallDialogue implements Dialogue {
    private final Call call;
    private final NoteSender notes;

    // Guarded by this.
    private @Nullable Map<String, Question<?>> unanswered;
    private int handedOver;

    // On the shard's event loop only.
    private boolean over;
    private boolean released;
    private boolean spoken;
    private double reached = Double.NEGATIVE_INFINITY;

    CallDialogue(Call call, NoteSender notes) {
        this.call = call;
        this.notes = notes;
    }

    @Override
    public boolean can(Capability capability) {
        return call.caller().capabilities().can(capability);
    }

    @Override
    public <A extends Answer> Optional<A> ask(String key, Question<A> question) {
        Questions.checkKey(key);
        RawJson given = call.answers().given().get(key);
        Optional<A> answer = AnswerReader.read(question, given);
        synchronized (this) {
            if (answer.isEmpty()) {
                if (unanswered == null) {
                    unanswered = new LinkedHashMap<>();
                }
                unanswered.put(key, question);
            } else if (unanswered != null) {
                unanswered.remove(key);
            }
        }
        return answer;
    }

    @Override
    public synchronized Ask waiting() {
        return new Ask(unanswered == null ? Map.of() : unanswered, null);
    }

    @Override
    public Optional<RawJson> state() {
        return Optional.ofNullable(call.answers().state());
    }

    @Override
    public void progress(double done, double total, @Nullable String message) {
        if (call.caller().progressToken() == null || !Double.isFinite(done)) {
            return;
        }
        StringBuilder json = new StringBuilder("{\"progress\":").append(number(done));
        if (Double.isFinite(total)) {
            json.append(",\"total\":").append(number(total));
        }
        if (message != null) {
            json.append(",\"message\":").append(JsonCodec.quote(message));
        }
        report(done, RawJson.of(json.append('}').toString()));
    }

    @Override
    public void log(LogLevel level, @Nullable String logger, RawJson data) {
        LogLevel wanted = call.caller().logLevel();
        if (wanted == null || !level.isAtLeast(wanted)) {
            return;
        }
        String source = logger == null ? "" : "\"logger\":" + JsonCodec.quote(logger) + ',';
        RawJson params = RawJson.of("{\"level\":\"" + level.wire() + "\"," + source + "\"data\":" + data + '}');
        handOver(
                params,
                () -> send(
                        new Note.Log(call.id(), level, params), notes.meters().log()));
    }

    /** Passes on progress that somebody else has written; the token in it is not the caller's and is left out. */
    void relayProgress(RawJson params) {
        if (call.caller().progressToken() == null) {
            return;
        }
        try {
            RawObject members = RawObject.scan(params);
            double done = Double.parseDouble(String.valueOf(members.get("progress")));
            RawJson own = members.has("progressToken") ? JsonMembers.without(members, "progressToken") : params;
            if (Double.isFinite(done)) {
                report(done, own);
            }
        } catch (MalformedJsonException | NumberFormatException e) {
            notes.meters().malformed().increment();
        }
    }

    /** Passes on a log message that somebody else has written. */
    void relayLog(LogLevel level, RawJson params) {
        LogLevel wanted = call.caller().logLevel();
        if (wanted != null && level.isAtLeast(wanted)) {
            handOver(
                    params,
                    () -> send(
                            new Note.Log(call.id(), level, params),
                            notes.meters().log()));
        }
    }

    private void report(double done, RawJson params) {
        handOver(params, () -> {
            if (done > reached) {
                reached = done;
                send(new Note.Progress(call.id(), params), notes.meters().progress());
            }
        });
    }

    @Override
    public void release() {
        if (call.caller().revision() == Revision.V2025_11_25) {
            notes.loop().run(() -> {
                if (!over && !released) {
                    released = true;
                    spoken = true;
                    notes.send(new Note.Release(call.id()));
                }
            });
        }
    }

    @Override
    public boolean mayDetach() {
        return call.answers().task() == TaskStanding.AVAILABLE
                && call.target() instanceof ToolEntry tool
                && tool.tasks() != TaskSupport.NONE;
    }

    @Override
    public boolean inTask() {
        return call.answers().task() == TaskStanding.RUNNING;
    }

    /** The provider is asked once more, as if for the first time. */
    synchronized void restart() {
        unanswered = null;
    }

    /** The call has ended: nothing is sent any more. On the shard's event loop. */
    void end() {
        over = true;
    }

    /** Whether a note is or may be on its way. On the shard's event loop. */
    boolean hasSpoken() {
        return spoken;
    }

    private void handOver(RawJson params, Runnable sending) {
        if (params.length() > notes.bounds().maxNoteSize().count()) {
            notes.meters().tooLarge().increment();
        } else if (hasRoom()) {
            notes.loop().run(sending);
        } else {
            notes.meters().tooMany().increment();
        }
    }

    private synchronized boolean hasRoom() {
        if (handedOver >= notes.bounds().maxNotes()) {
            return false;
        }
        handedOver++;
        return true;
    }

    private void send(Note note, Counter counter) {
        if (!over) {
            spoken = true;
            notes.send(note);
            counter.increment();
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1L << 53
                ? Long.toString((long) value)
                : BigDecimal.valueOf(value).toString();
    }
}
