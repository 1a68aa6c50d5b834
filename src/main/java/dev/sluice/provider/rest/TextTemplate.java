package dev.sluice.provider.rest;

import dev.sluice.mcp.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text of the configuration in which {@code {name}} and {@code {name.member}} stand for arguments. Braces around anything
 * else are just braces. Immutable.
 */
final class TextTemplate {
    private static final Pattern REFERENCE = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]+)*)}");

    /**
     * A piece of the text.
     *
     * @param text the piece, or the name of the argument
     * @param path where the argument is; empty for a piece that is what it is
     */
    record Piece(String text, List<String> path) {}

    private final List<Piece> pieces;

    private TextTemplate(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    static TextTemplate of(String text) {
        List<Piece> pieces = new ArrayList<>();
        Matcher matcher = REFERENCE.matcher(text);
        int from = 0;
        while (matcher.find()) {
            if (matcher.start() > from) {
                pieces.add(new Piece(text.substring(from, matcher.start()), List.of()));
            }
            String name = matcher.group(1);
            pieces.add(new Piece(name, path(name)));
            from = matcher.end();
        }
        if (from < text.length() || pieces.isEmpty()) {
            pieces.add(new Piece(text.substring(from), List.of()));
        }
        return new TextTemplate(pieces);
    }

    static List<String> path(String name) {
        return List.of(name.split("\\.", -1));
    }

    /** The names of arguments that it needs. */
    List<String> names() {
        return pieces.stream()
                .filter(piece -> !piece.path().isEmpty())
                .map(piece -> piece.path().getFirst())
                .toList();
    }

    /** The argument that it is and nothing besides; null when it is more. */
    @Nullable
    Piece single() {
        return pieces.size() == 1 && !pieces.getFirst().path().isEmpty() ? pieces.getFirst() : null;
    }

    /** The text with its arguments; null when one of them is not given. */
    @Nullable
    String text(Arguments arguments) throws BadArgumentException {
        StringBuilder out = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece.path().isEmpty()) {
                out.append(piece.text());
            } else {
                RawJson value = arguments.get(piece.path());
                if (value == null || value.isNull()) {
                    return null;
                }
                out.append(Values.text(piece.text(), value));
            }
        }
        return out.toString();
    }
}
