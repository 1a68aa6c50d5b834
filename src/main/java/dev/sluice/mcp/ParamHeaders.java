package dev.sluice.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one tool that modern clients repeat in {@code Mcp-Param-*} headers: those annotated with
 * {@code x-mcp-header} and reachable through nested {@code properties} only (2026-07-28, basic/transports). Annotations
 * that break the rules count as absent. Immutable.
 */
public final class ParamHeaders {
    /** A tool that has none. */
    public static final ParamHeaders NONE = new ParamHeaders(List.of());

    private static final String PREFIX = "Mcp-Param-";
    private static final int MAX = 64;
    static final Set<String> TYPES = Set.of("string", "integer", "boolean");

    private final List<Param> params;

    private record Param(List<String> path, String header) {}

    private ParamHeaders(List<Param> params) {
        this.params = params;
    }

    /** Reads the annotations of a tool's definition. */
    public static ParamHeaders of(RawJson definition) {
        if (!definition.toString().contains("x-mcp-header")) {
            return NONE;
        }
        List<Param> found = new ArrayList<>();
        collect(definition.tree().path("inputSchema"), List.of(), found);
        return found.isEmpty() ? NONE : new ParamHeaders(List.copyOf(found));
    }

    /** Whether there is nothing to compare. */
    public boolean isEmpty() {
        return params.isEmpty();
    }

    /**
     * Compares headers with arguments.
     *
     * @param header gives the value of a header, null when it is absent
     * @return HEADER_MISMATCH for the first header that is missing, extra, malformed or different; null when all fit
     */
    public @Nullable Refusal mismatch(RawJson arguments, UnaryOperator<@Nullable String> header) {
        if (params.isEmpty()) {
            return null;
        }
        JsonNode tree;
        try {
            tree = arguments.tree();
        } catch (UncheckedIOException e) {
            return Refusal.of(RefusalCode.HEADER_MISMATCH, "A number in the arguments is out of range.");
        }
        for (Param param : params) {
            JsonNode value = tree;
            for (String step : param.path()) {
                value = value.path(step);
            }
            String why = difference(value, header.apply(param.header()));
            if (why != null) {
                return Refusal.of(RefusalCode.HEADER_MISMATCH, "Header " + param.header() + ": " + why + ".")
                        .with("header", param.header());
            }
        }
        return null;
    }

    /**
     * Writes the headers that repeat these arguments.
     *
     * @param header takes name and value of each
     */
    public void write(RawJson arguments, BiConsumer<String, String> header) {
        if (params.isEmpty()) {
            return;
        }
        JsonNode tree = arguments.tree();
        for (Param param : params) {
            JsonNode value = tree;
            for (String step : param.path()) {
                value = value.path(step);
            }
            if (value.isValueNode() && !value.isNull()) {
                header.accept(param.header(), HeaderText.encode(value.asText()));
            }
        }
    }

    private static @Nullable String difference(JsonNode value, @Nullable String header) {
        boolean absent = value.isMissingNode() || value.isNull();
        if (header == null) {
            return absent ? null : "it is missing";
        }
        if (absent) {
            return "the body has no such argument";
        }
        String text = HeaderText.decode(header);
        if (text == null) {
            return "it is not valid Base64 of UTF-8";
        }
        boolean same =
                value.isNumber() ? isSameNumber(value, text) : value.asText().equals(text);
        return same ? null : "it differs from the body";
    }

    private static boolean isSameNumber(JsonNode value, String text) {
        try {
            return text.length() <= 64 && value.decimalValue().compareTo(new BigDecimal(text)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void collect(JsonNode schema, List<String> path, List<Param> found) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            List<String> here = new ArrayList<>(path);
            here.add(property.getKey());
            String name = property.getValue().path("x-mcp-header").textValue();
            if (name != null
                    && isToken(name)
                    && TYPES.contains(property.getValue().path("type").asText())
                    && found.size() < MAX) {
                found.add(new Param(List.copyOf(here), PREFIX + name));
            }
            collect(property.getValue(), here, found);
        }
    }

    static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
