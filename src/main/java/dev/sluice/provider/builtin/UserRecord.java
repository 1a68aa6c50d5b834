package dev.sluice.provider.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * What is stored of a user.
 *
 * @param data whatever the user keeps there
 */
record UserRecord(String userId, String email, String name, List<String> roles, Instant createdAt, ObjectNode data) {}
