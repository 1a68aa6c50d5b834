package dev.sluice.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.Principal;
import dev.sluice.config.AuthConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a principal of the claims of a verified token; what configuration does not name stays behind. Thread-safe. */
final class ClaimsMapper {
    private static final List<String> SCOPE_CLAIMS = List.of("scope", "scp");

    private final List<String> rolesClaims;
    private final List<String> exposedClaims;

    ClaimsMapper(AuthConfig config) {
        this.rolesClaims = config.rolesClaims();
        this.exposedClaims = config.exposedClaims();
    }

    Principal principal(InspectedToken token) {
        return new Principal(
                token.issuer(),
                token.subject(),
                words(token.claims(), rolesClaims),
                words(token.claims(), SCOPE_CLAIMS),
                exposed(token.claims()),
                token.expiresAt());
    }

    private Map<String, Object> exposed(JsonNode claims) {
        Map<String, Object> exposed = new LinkedHashMap<>();
        for (String path : exposedClaims) {
            JsonNode claim = find(claims, path);
            Object value = claim == null ? null : value(claim);
            if (value != null) {
                exposed.put(path, value);
            }
        }
        return exposed;
    }

    private static Set<String> words(JsonNode claims, List<String> paths) {
        Set<String> words = new LinkedHashSet<>();
        for (String path : paths) {
            JsonNode claim = find(claims, path);
            if (claim != null && claim.isTextual()) {
                addWords(words, claim.textValue());
            } else if (claim != null && claim.isArray()) {
                claim.forEach(member -> addWord(words, member.textValue()));
            }
        }
        return words;
    }

    private static void addWords(Set<String> words, String text) {
        for (String word : text.split(" ", -1)) {
            addWord(words, word);
        }
    }

    private static void addWord(Set<String> words, @Nullable String word) {
        if (word != null && !word.isBlank()) {
            words.add(word);
        }
    }

    /** A claim by its whole name, which may be a URI with slashes, otherwise by its path of names. */
    private static @Nullable JsonNode find(JsonNode claims, String path) {
        JsonNode whole = claims.get(path);
        if (whole != null) {
            return whole;
        }
        JsonNode at = claims;
        for (String name : path.split("/", -1)) {
            at = at.path(name);
        }
        return at.isMissingNode() ? null : at;
    }

    private static @Nullable Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> node.numberValue();
            case ARRAY -> list(node);
            case OBJECT -> map(node);
            default -> null;
        };
    }

    private static List<@Nullable Object> list(JsonNode array) {
        List<@Nullable Object> values = new ArrayList<>(array.size());
        array.forEach(member -> values.add(value(member)));
        return Collections.unmodifiableList(values);
    }

    private static Map<String, @Nullable Object> map(JsonNode object) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        object.properties().forEach(member -> values.put(member.getKey(), value(member.getValue())));
        return Collections.unmodifiableMap(values);
    }
}
