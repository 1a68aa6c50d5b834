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
 * The tasks that are kept, within {@code tasks.max}, {@code tasks.perUser} and {@code tasks.maxSize}; each until its time is
 * over. Confined to the event loop of the tasks' owner.
 */
final class TaskTable {
    private final TasksConfig config;
    private final Map<String, Task> byId = new HashMap<>();
    private final Map<String, Integer> byOwner = new HashMap<>();
    private final Map<Task, Long> sizes = new HashMap<>();
    private long size;
    private final PriorityQueue<Task> byExpiry = new PriorityQueue<>(Comparator.comparing(Task::expiry));

    TaskTable(TasksConfig config) {
        this.config = config;
    }

    /**
     * Why one more task of an owner is not kept, null when it may be.
     *
     * @param more its bytes
     */
    @Nullable
    Refusal full(String owner, long more) {
        if (byOwner.getOrDefault(owner, 0) >= config.perUser()) {
            return tooMany("user", config.perUser());
        }
        if (byId.size() >= config.max()) {
            return tooMany("node", config.max());
        }
        return holds(more) ? null : tooMany("size", config.maxSize().count());
    }

    /** Whether so many bytes more may be kept. */
    boolean holds(long more) {
        return size + more <= config.maxSize().count();
    }

    /** Counts the bytes of a task anew. */
    void weigh(Task task) {
        Long before = sizes.replace(task, task.size());
        if (before != null) {
            size += task.size() - before;
        }
    }

    void add(Task task) {
        byId.put(task.id(), task);
        byOwner.merge(task.user(), 1, Integer::sum);
        byExpiry.add(task);
        sizes.put(task, task.size());
        size += task.size();
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
            byOwner.computeIfPresent(next.user(), (owner, count) -> count == 1 ? null : count - 1);
            Long bytes = sizes.remove(next);
            size -= bytes == null ? 0 : bytes;
            expired.add(next);
        }
        return expired;
    }

    List<Task> all() {
        return List.copyOf(byId.values());
    }

    int count() {
        return byId.size();
    }

    /** Bytes that all tasks together may have. */
    long maxSize() {
        return config.maxSize().count();
    }

    /** Bytes of all tasks. */
    long size() {
        return size;
    }

    private static Refusal tooMany(String scope, long limit) {
        return Refusal.of(RefusalCode.TOO_MANY_TASKS).with("scope", scope).with("limit", limit);
    }
}
