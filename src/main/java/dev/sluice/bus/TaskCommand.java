package dev.sluice.bus;

import dev.sluice.mcp.RawJson;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is asked of the owner of the node's tasks, {@link Addresses#TASKS}; answered with a {@link TaskReply}. */
public sealed interface TaskCommand {
    /**
     * Keep a task and run its call.
     *
     * @param call the call that was answered {@link Outcome.Detached}
     * @param wish how long it is to be kept and how often looked at
     */
    record Start(Call call, Outcome.Detached wish) implements TaskCommand {}

    /** Show a task. */
    record Get(String id, String owner) implements TaskCommand {}

    /**
     * Take answers to questions of a task.
     *
     * @param answers bare results by key; keys that are not open are ignored
     */
    record Update(String id, String owner, Map<String, RawJson> answers) implements TaskCommand {
        public Update {
            answers = Collections.unmodifiableMap(new LinkedHashMap<>(answers));
        }
    }

    /** End a task, if it has not ended. */
    record Cancel(String id, String owner) implements TaskCommand {}
}
