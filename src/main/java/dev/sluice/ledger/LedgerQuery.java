package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads the ledger, each query on a virtual thread of its own. Thread-safe. */
public final class LedgerQuery {
    /** Queries that run or wait at one time; one more fails at once. */
    static final int MAX_QUERIES = 16;

    private static final int TIMEOUT_SECONDS = 10;

    private final Database database;
    private final AtomicInteger asked = new AtomicInteger();
    /** Leaves one connection of the pool to the writer. */
    private final Semaphore connections = new Semaphore(Database.POOL_SIZE - 1);

    public LedgerQuery(Database database) {
        this.database = database;
    }

    /**
     * The latest records that fit, newest first.
     *
     * @return completes on the caller's context when there is one; fails with {@link DatabaseException} when too many
     *     queries run or the database does not answer
     */
    public Future<List<AuditRecord>> find(LedgerFilter filter) {
        if (asked.incrementAndGet() > MAX_QUERIES) {
            asked.decrementAndGet();
            return Future.failedFuture(new DatabaseException("Too many queries of the ledger run at this time"));
        }
        Promise<List<AuditRecord>> answer = Promise.promise();
        Future<List<AuditRecord>> onCaller = onCallersContext(answer);
        Thread.ofVirtual().name("sluice-ledger-query").start(() -> run(filter, answer));
        return onCaller;
    }

    private static <T> Future<T> onCallersContext(Promise<T> answer) {
        Context context = Vertx.currentContext();
        if (context == null) {
            return answer.future();
        }
        Promise<T> there = Promise.promise();
        answer.future().onComplete(done -> context.runOnContext(now -> there.handle(done)));
        return there.future();
    }

    private void run(LedgerFilter filter, Promise<List<AuditRecord>> answer) {
        connections.acquireUninterruptibly();
        try {
            answer.complete(read(filter));
        } catch (SQLException | RuntimeException e) {
            answer.fail(new DatabaseException("The ledger cannot be read", e));
        } finally {
            connections.release();
            asked.decrementAndGet();
        }
    }

    private List<AuditRecord> read(LedgerFilter filter) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return List.copyOf(database.table().newest(connection, filter, TIMEOUT_SECONDS));
        }
    }
}
