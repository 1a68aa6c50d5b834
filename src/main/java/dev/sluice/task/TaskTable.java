package dev.sluice.task;

import dev.sluice.config.TasksConfig;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that are kept, within {@code tasks.max} and {@code tasks.perUser}; each until its time is over. Confined to the
 * event loop of the tasks' owner.
 */
final class TaskTable {
    private final TasksConfig config;
    private final Map<String, Task> byId = new HashMap<>();
    private final Map<String, Integer> byOwner = new HashMap<>();
    private final PriorityQueue<Task> byExpiry = new PriorityQueue<>(Comparator.comparing(Task::expiry));

    TaskTable(TasksConfig config) {
        this.config = config;
    }

    /** Why one more task of an owner is not kept, null when it may be. */
    @Nullable
    Refusal full(String owner) {
        if (byOwner.getOrDefault(owner, 0) >= config.perUser()) {
            return tooMany("user", config.perUser());
        }
        return byId.size() >= config.max() ? tooMany("node", config.max()) : null;
    }

    void add(Task task) {
        byId.put(task.id(), task);
        byOwner.merge(task.owner(), 1, Integer::sum);
        byExpiry.add(task);
    }

    /** The task of this id, null when there is none or when it is somebody else's. */
    @Nullable
    Task find(String id, String owner) {
        Task task = byId.get(id);
        return task != null && task.owner().equals(owner) ? task : null;
    }

    /** Takes out whatever is not to be kept any longer. */
    List<Task> expired(Instant now) {
        List<Task> expired = new ArrayList<>();
        for (Task next = byExpiry.peek(); next != null && !next.expiry().isAfter(now); next = byExpiry.peek()) {
            byExpiry.poll();
            byId.remove(next.id());
            byOwner.computeIfPresent(next.owner(), (owner, count) -> count == 1 ? null : count - 1);
            expired.add(next);
        }
        return expired;
    }

    List<Task> all() {
        return List.copyOf(byId.values());
    }

    int size() {
        return byId.size();
    }

    private static Refusal tooMany(String scope, int limit) {
        return Refusal.of(RefusalCode.TOO_MANY_TASKS).with("scope", scope).with("limit", limit);
    }
}
