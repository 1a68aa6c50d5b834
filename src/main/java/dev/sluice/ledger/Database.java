package dev.sluice.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.sluice.config.LedgerConfig;
import dev.sluice.config.Secret;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's database: an H2 file in the data directory, or a PostgreSQL.
 *
 * <p>Thread-safe. Nothing it says or throws holds credentials.
 */
public final class Database implements AutoCloseable {
    /** Connections at one time: one for the writer, the rest for queries. */
    static final int POOL_SIZE = 4;

    /** How the file of an embedded database ends. */
    static final String ENDING = ".mv.db";
    /** How an embedded database understands SQL. */
    static final String H2_DIALECT = "MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";

    private static final String NAME = "sluice";
    /** What is written is hardly ever read: a cache of it would only make every garbage collection longer. */
    private static final int H2_CACHE_KIB = 1024;

    /**
     * Per cent of the file that records should take. The file has over 80 by itself; with the 90 that are the default, H2
     * keeps moving records that will never change, for a tenth of a second at a time.
     */
    private static final int H2_FILL_RATE = 50;

    /**
     * How long H2 may leave a commit in memory. The ledger writes each batch out by itself, and with it what others have
     * committed; H2's thread, which looks three times in this time, only takes the CPU from calls.
     */
    private static final Duration H2_WRITE_DELAY = Duration.ofSeconds(3);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int H2_FILE_LOCKED = 90020;
    private static final int H2_FILE_CORRUPTED = 90030;

    private final String kind;
    private final String node;
    private final HikariDataSource pool;

    private Database(String kind, String node, HikariDataSource pool) {
        this.kind = kind;
        this.node = node;
        this.pool = pool;
    }

    /**
     * Opens the database; blocks, so call it from a thread that may. An embedded one is open when this returns. A
     * PostgreSQL is not even tried: the ledger connects to it in the background and says in its health how that went.
     *
     * @param dataDir where the embedded database and the node's name are kept
     * @throws DatabaseException when the embedded database cannot be opened (locked by another process, directory not
     *     writable, file damaged) or the URL has not the right form
     */
    public static Database open(LedgerConfig config, Path dataDir) {
        DataDirectory directory = new DataDirectory(dataDir);
        return config.url()
                .map(url -> openServer(DatabaseUrl.parse(url.reveal()), directory.node()))
                .orElseGet(() -> openEmbedded(directory));
    }

    /** A PostgreSQL to look at: it has no node's name, since making one writes to the data directory. */
    static Database unnamed(Secret url) {
        return openServer(DatabaseUrl.parse(url.reveal()), "");
    }

    /** The file of an embedded database. */
    static Path file(DataDirectory directory) {
        return directory.resolve(NAME + ENDING);
    }

    private static Database openServer(DatabaseUrl url, String node) {
        HikariConfig settings = settings();
        settings.setJdbcUrl(url.address());
        settings.setDataSourceProperties(url.properties());
        settings.setInitializationFailTimeout(-1);
        return new Database("postgresql", node, new HikariDataSource(settings));
    }

    private static Database openEmbedded(DataDirectory directory) {
        directory.ensureWritable();
        Path file = directory.resolve(NAME);
        HikariConfig settings = settings();
        // DB_CLOSE_ON_EXIT: the database must outlive its own shutdown hook until our drain has written the rest.
        settings.setJdbcUrl("jdbc:h2:file:" + file + ';' + H2_DIALECT + ";DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE="
                + H2_CACHE_KIB + ";AUTO_COMPACT_FILL_RATE=" + H2_FILL_RATE);
        settings.setUsername("sa");
        settings.setPassword("");
        settings.setInitializationFailTimeout(1);
        try {
            HikariDataSource pool = new HikariDataSource(settings);
            leaveWritingToUs(pool, file);
            return new Database("h2", directory.node(), pool);
        } catch (PoolInitializationException e) {
            throw new DatabaseException(embeddedFailure(file, e), e);
        }
    }

    /** Kept in the database, and so said once and not by each connection. */
    private static void leaveWritingToUs(HikariDataSource pool, Path file) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET WRITE_DELAY " + H2_WRITE_DELAY.toMillis());
        } catch (SQLException e) {
            pool.close();
            throw new DatabaseException(embeddedFailure(file, e), e);
        }
    }

    private static HikariConfig settings() {
        HikariConfig settings = new HikariConfig();
        settings.setPoolName("sluice-ledger");
        settings.setMaximumPoolSize(POOL_SIZE);
        settings.setMinimumIdle(1);
        settings.setConnectionTimeout(CONNECT.toMillis());
        settings.setValidationTimeout(1_000);
        return settings;
    }

    private static String embeddedFailure(Path file, Exception failure) {
        SQLException cause = sqlCause(failure);
        String where = "The ledger's database " + file + ENDING + " ";
        return switch (cause == null ? 0 : cause.getErrorCode()) {
            case H2_FILE_LOCKED -> where + "is in use by another process";
            case H2_FILE_CORRUPTED -> where + "is damaged; restore a backup or move it away";
            default -> where + "cannot be opened" + (cause == null ? "" : " (H2 error " + cause.getErrorCode() + ")");
        };
    }

    private static @Nullable SQLException sqlCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    /** Pooled connections; getting one waits at most five seconds. */
    public DataSource dataSource() {
        return pool;
    }

    /** {@code h2} or {@code postgresql}. */
    public String kind() {
        return kind;
    }

    /** The name this node's records carry, the same from start to start while the data directory is kept. */
    public String node() {
        return node;
    }

    /** How records lie in it. */
    RecordTable table() {
        return isEmbedded() ? new SegmentTable() : new RowTable();
    }

    boolean isEmbedded() {
        return kind.equals("h2");
    }

    /** Closes every connection, and with the last one an embedded database. Blocks shortly. */
    @Override
    public void close() {
        pool.close();
    }
}
