package dev.sluice.provider.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bus.Principal;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.provider.ProviderHost;
import dev.sluice.provider.ToolProvider;
import dev.sluice.provider.ToolRefusedException;
import dev.sluice.provider.ToolRequest;
import dev.sluice.provider.ToolResult;
import dev.sluice.provider.ToolSpec;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Demonstration tools on stored data: users see and change what is theirs, the role {@code admin} everything. */
public final class UserDataProvider implements ToolProvider {
    private static final String PROCESS_DATA = "process-data";
    private static final String GET_PROFILE = "get-profile";
    private static final Set<String> ADMIN = Set.of("admin");
    private static final int MAX_DATA_BYTES = 64 * 1024;
    private static final int SHORT_ID = 8;

    private record Parts(ProviderHost host, UserStore users) {}

    private static final class DataTooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DataTooLargeException() {
            super("too large", null, false, false);
        }
    }

    private @Nullable Parts parts;

    /** For {@link java.util.ServiceLoader}. */
    public UserDataProvider() {}

    @Override
    public String name() {
        return "user-data";
    }

    @Override
    public Future<List<ToolSpec>> start(ProviderHost host) {
        UserStore users = new UserStore(host.database());
        parts = new Parts(host, users);
        return host.blocking(() -> {
                    users.createTable();
                    return users;
                })
                .map(List.of(
                        ToolSpec.of(
                                        PROCESS_DATA,
                                        "Process user data",
                                        "Fetches, updates or deletes the data of a user. One's own only, unless one"
                                                + " has the role admin.")
                                .input(DemoSchemas.PROCESS_DATA)
                                .output(DemoSchemas.PROCESSED)
                                .destroying()
                                .closed(),
                        ToolSpec.of(
                                        GET_PROFILE,
                                        "Get profile",
                                        "Gives the profile of a user. One's own only, unless one has the role admin.")
                                .input(DemoSchemas.GET_PROFILE)
                                .output(DemoSchemas.PROFILE)
                                .reading()
                                .closed()));
    }

    @Override
    public Future<ToolResult> call(ToolRequest request) {
        Parts own = parts;
        if (own == null) {
            return Future.failedFuture("not started");
        }
        JsonNode arguments = request.tree();
        String userId = arguments.path("userId").asText();
        Principal caller = request.caller();
        if (!isOwn(userId, caller) && !caller.hasAnyOf(ADMIN)) {
            return Future.failedFuture(
                    new ToolRefusedException("Only the user and the role admin may do this; ask for your own userId."));
        }
        return switch (request.tool()) {
            case PROCESS_DATA -> own.host.blocking(() -> process(own, userId, arguments, caller));
            case GET_PROFILE -> own.host.blocking(() -> profile(own, userId, caller));
            default -> Future.failedFuture("no such tool");
        };
    }

    private static ToolResult process(Parts own, String userId, JsonNode arguments, Principal caller)
            throws SQLException {
        Optional<ObjectNode> data = switch (arguments.path("action").asText()) {
            case "update" -> {
                try {
                    yield update(own, userId, arguments.path("data"), caller);
                } catch (DataTooLargeException e) {
                    yield Optional.empty();
                }
            }
            case "delete" -> {
                own.users.delete(userId);
                yield Optional.of(JsonCodec.MAPPER.createObjectNode());
            }
            default ->
                Optional.of(own.users.find(userId).map(UserRecord::data).orElseGet(JsonCodec.MAPPER::createObjectNode));
        };
        if (data.isEmpty()) {
            return ToolResult.error(
                    "The data would be larger than " + MAX_DATA_BYTES + " bytes; nothing was changed. Store less.");
        }
        ObjectNode answer = JsonCodec.MAPPER.createObjectNode();
        answer.put("success", true);
        answer.put("userId", userId);
        answer.put("action", arguments.path("action").asText());
        answer.put("timestamp", own.host.clock().instant().toString());
        answer.put("processedBy", email(caller).orElse(caller.subject()));
        answer.set("data", data.get());
        return ToolResult.structured(answer);
    }

    private static Optional<ObjectNode> update(Parts own, String userId, JsonNode patch, Principal caller)
            throws SQLException {
        own.users.findOrCreate(fresh(own, userId, caller));
        Instant now = own.host.clock().instant();
        return own.users.update(userId, stored -> merged(stored, patch), now).map(UserRecord::data);
    }

    private static ObjectNode merged(ObjectNode stored, JsonNode patch) {
        ObjectNode merged = MergePatch.apply(stored, patch);
        if (merged.toString().getBytes(StandardCharsets.UTF_8).length > MAX_DATA_BYTES) {
            throw new DataTooLargeException();
        }
        return merged;
    }

    private static ToolResult profile(Parts own, String userId, Principal caller) throws SQLException {
        Optional<UserRecord> user = isOwn(userId, caller)
                ? Optional.of(own.users.findOrCreate(fresh(own, userId, caller)))
                : own.users.find(userId);
        return user.map(found -> ToolResult.structured(shown(found)))
                .orElseGet(() -> ToolResult.error("There is no user with this userId."));
    }

    private static ObjectNode shown(UserRecord user) {
        ObjectNode profile = JsonCodec.MAPPER.createObjectNode();
        profile.put("userId", user.userId());
        profile.put("email", user.email());
        profile.put("name", user.name());
        profile.set("roles", JsonCodec.MAPPER.valueToTree(user.roles()));
        profile.put("createdAt", user.createdAt().toString());
        return profile;
    }

    /** A user as first seen: from the caller's claims when it is the caller. */
    private static UserRecord fresh(Parts own, String userId, Principal caller) {
        String shortId = userId.substring(0, Math.min(SHORT_ID, userId.length()));
        boolean self = isOwn(userId, caller);
        Optional<String> email = self ? email(caller) : Optional.empty();
        List<String> roles =
                self && !caller.roles().isEmpty() ? List.copyOf(new TreeSet<>(caller.roles())) : List.of("user");
        return new UserRecord(
                userId,
                email.orElse("user-" + shortId + "@example.com"),
                "User " + shortId,
                roles,
                own.host.clock().instant().truncatedTo(ChronoUnit.MILLIS),
                JsonCodec.MAPPER.createObjectNode());
    }

    private static boolean isOwn(String userId, Principal caller) {
        return userId.equals(caller.subject());
    }

    private static Optional<String> email(Principal caller) {
        return caller.claims().get("email") instanceof String text && !text.isBlank() && text.length() <= 320
                ? Optional.of(text)
                : Optional.empty();
    }
}
