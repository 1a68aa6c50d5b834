package dev.sluice.provider.builtin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.mcp.JsonCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * The table {@code demo_users}, in SQL that H2 and PostgreSQL both speak. Blocking and thread-safe; what several do
 * at one time to one user happens one after the other.
 */
final class UserStore {
    private static final String COLUMNS = "user_id, email, name, roles, created_at, data";
    private static final String SELECT = "select " + COLUMNS + " from demo_users where user_id = ?";
    private static final String INSERT =
            "insert into demo_users(" + COLUMNS + ", updated_at) values (?, ?, ?, ?, ?, ?, ?)";
    private static final String INTEGRITY_VIOLATION = "23";
    private static final String DUPLICATE_TABLE = "42P07";
    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};

    private final DataSource database;

    UserStore(DataSource database) {
        this.database = database;
    }

    /** Makes the table unless it is there. */
    void createTable() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists demo_users("
                    + "user_id varchar(255) not null primary key, email varchar(320) not null,"
                    + " name varchar(255) not null, roles text not null,"
                    + " created_at timestamp with time zone not null, data text not null,"
                    + " updated_at timestamp with time zone not null)");
        } catch (SQLException e) {
            // Two nodes of one PostgreSQL may both find that it is not there yet.
            if (!DUPLICATE_TABLE.equals(e.getSQLState()) && !isConflict(e)) {
                throw e;
            }
        }
    }

    Optional<UserRecord> find(String userId) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return select(connection, SELECT, userId);
        }
    }

    /** The record of this user; the given one is stored when there is none yet. */
    UserRecord findOrCreate(UserRecord fresh) throws SQLException {
        Optional<UserRecord> stored = find(fresh.userId());
        if (stored.isPresent()) {
            return stored.get();
        }
        try (Connection connection = database.getConnection()) {
            insert(connection, fresh);
            return fresh;
        } catch (SQLException e) {
            if (!isConflict(e)) {
                throw e;
            }
        }
        return find(fresh.userId()).orElse(fresh);
    }

    /**
     * Changes the data of a user.
     *
     * @return what is stored now, empty when there is no such user
     */
    Optional<UserRecord> update(String userId, UnaryOperator<ObjectNode> change, Instant now) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Optional<UserRecord> changed = update(connection, userId, change, now);
                connection.commit();
                return changed;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** Removes a user; false when there was none. */
    boolean delete(String userId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("delete from demo_users where user_id = ?")) {
            statement.setString(1, userId);
            return statement.executeUpdate() > 0;
        }
    }

    private static Optional<UserRecord> update(
            Connection connection, String userId, UnaryOperator<ObjectNode> change, Instant now) throws SQLException {
        Optional<UserRecord> stored = select(connection, SELECT + " for update", userId);
        if (stored.isEmpty()) {
            return stored;
        }
        UserRecord before = stored.get();
        ObjectNode data = change.apply(before.data());
        try (PreparedStatement statement =
                connection.prepareStatement("update demo_users set data = ?, updated_at = ? where user_id = ?")) {
            statement.setString(1, data.toString());
            statement.setObject(2, now.atOffset(ZoneOffset.UTC));
            statement.setString(3, userId);
            statement.executeUpdate();
        }
        return Optional.of(
                new UserRecord(userId, before.email(), before.name(), before.roles(), before.createdAt(), data));
    }

    private static void insert(Connection connection, UserRecord user) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            OffsetDateTime created = user.createdAt().atOffset(ZoneOffset.UTC);
            statement.setString(1, user.userId());
            statement.setString(2, user.email());
            statement.setString(3, user.name());
            statement.setString(4, JsonCodec.MAPPER.valueToTree(user.roles()).toString());
            statement.setObject(5, created);
            statement.setString(6, user.data().toString());
            statement.setObject(7, created);
            statement.executeUpdate();
        }
    }

    private static Optional<UserRecord> select(Connection connection, String sql, String userId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, userId);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(read(rows)) : Optional.empty();
            }
        }
    }

    private static UserRecord read(ResultSet row) throws SQLException {
        try {
            return new UserRecord(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    JsonCodec.MAPPER.readValue(row.getString(4), STRINGS),
                    row.getObject(5, OffsetDateTime.class).toInstant(),
                    JsonCodec.MAPPER.readValue(row.getString(6), ObjectNode.class));
        } catch (JsonProcessingException e) {
            throw new SQLException("a stored user is not JSON", e);
        }
    }

    private static boolean isConflict(SQLException e) {
        return e.getSQLState() != null && e.getSQLState().startsWith(INTEGRITY_VIOLATION);
    }
}
