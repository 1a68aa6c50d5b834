package dev.sluice.edge;

import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer that is ready to be written.
 *
 * @param status HTTP status
 * @param body JSON, null for none
 * @param refusal what it refuses, null when it does not
 * @param outcome {@code ok}, {@code task}, {@code tool_error}, {@code provider_error} or the refusal code, for the record
 * @param session the id of a session that has just been started, null for none
 */
record Answer(
        int status,
        @Nullable Buffer body,
        @Nullable Refusal refusal,
        String outcome,
        @Nullable String session) {
    static final String OK = "ok";
    static final String PROVIDER_ERROR = "provider_error";
    static final String TASK = "task";
    static final String TOOL_ERROR = "tool_error";

    /** Taken, and nothing to say. */
    static final Answer ACCEPTED = new Answer(202, null, null, OK, null);

    /** Done, and nothing to say. */
    static final Answer NO_CONTENT = new Answer(204, null, null, OK, null);

    static Answer ok(Buffer body) {
        return new Answer(200, body, null, OK, null);
    }

    static Answer toolError(Buffer body) {
        return new Answer(200, body, null, TOOL_ERROR, null);
    }

    /** The call goes on as a task. */
    static Answer begun(Buffer body) {
        return new Answer(200, body, null, TASK, null);
    }

    Answer starting(String newSession) {
        return new Answer(status, body, refusal, outcome, newSession);
    }

    boolean refuses(RefusalCode code) {
        return refusal != null && refusal.code() == code;
    }
}
