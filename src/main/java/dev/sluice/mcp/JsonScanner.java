package dev.sluice.mcp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the bytes of a message that checks the whole text (RFC 8259, strict UTF-8, no member twice in one
 * object at any level) and notes where each member of the levels asked for lies. Values are not decoded.
 *
 * <p>Time and memory grow with the length of the text at most, whatever is in it; the recursion is bounded by {@link
 * JsonCodec#MAX_DEPTH}. One instance reads one text. Offsets in failures count bytes of the text from 0.
 */
final class JsonScanner {
    /** Says into which member of which level the scan goes down. */
    interface Depth {
        @Nullable
        Depth into(String member);
    }

    static final Depth SHALLOW = member -> null;

    private final byte[] bytes;
    private final JsonLexer lexer;
    private final MemberNames names;
    private int depth;

    private JsonScanner(RawJson json) {
        this.bytes = json.array();
        this.lexer = new JsonLexer(bytes, json.offset(), json.offset() + json.length());
        this.names = new MemberNames(lexer);
    }

    static RawObject object(RawJson json, Depth depth) throws MalformedJsonException {
        JsonScanner scanner = new JsonScanner(json);
        int begin = scanner.lexer.begin('{', "not a JSON object");
        Members members = new Members(depth);
        int end = scanner.object(begin, members);
        scanner.lexer.requireEnd(end);
        return members.toObject(scanner.bytes, begin, end);
    }

    /** The elements of an array, of which the first {@code max} are kept; all are checked. */
    static List<RawJson> array(RawJson json, int max) throws MalformedJsonException {
        JsonScanner scanner = new JsonScanner(json);
        int begin = scanner.lexer.begin('[', "not a JSON array");
        List<RawJson> elements = new ArrayList<>();
        scanner.lexer.requireEnd(scanner.array(begin, max, elements));
        return elements;
    }

    private int value(int at) throws MalformedJsonException {
        return switch (lexer.peek(at)) {
            case '"' -> lexer.string(at + 1);
            case '{' -> object(at, null);
            case '[' -> array(at, 0, null);
            case 't' -> lexer.literal(at, JsonLexer.TRUE);
            case 'f' -> lexer.literal(at, JsonLexer.FALSE);
            case 'n' -> lexer.literal(at, JsonLexer.NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> lexer.number(at);
            default -> throw lexer.malformed(at, "a value is expected");
        };
    }

    private int object(int at, @Nullable Members members) throws MalformedJsonException {
        enter(at);
        int mark = names.mark();
        int i = lexer.space(at + 1);
        if (lexer.peek(i) != '}') {
            i = member(i, members);
            while (lexer.peek(i) == ',') {
                i = member(lexer.space(i + 1), members);
            }
            if (lexer.peek(i) != '}') {
                throw lexer.malformed(i, "a comma or the end of the object is expected");
            }
            names.requireDistinct(mark);
        }
        depth--;
        return i + 1;
    }

    /** Passes one member and the white space behind it. */
    private int member(int at, @Nullable Members members) throws MalformedJsonException {
        if (lexer.peek(at) != '"') {
            throw lexer.malformed(at, "a member name in double quotes is expected");
        }
        int escapes = lexer.escapes();
        int i = lexer.string(at + 1);
        names.add(at + 1, i - 1, escapes != lexer.escapes());
        i = lexer.space(i);
        if (lexer.peek(i) != ':') {
            throw lexer.malformed(i, "a colon is expected");
        }
        i = lexer.space(i + 1);
        return lexer.space(members == null ? value(i) : noted(at, i, members));
    }

    private int noted(int name, int at, Members members) throws MalformedJsonException {
        String text = names.last();
        Depth deeper = lexer.peek(at) == '{' ? members.depth().into(text) : null;
        if (deeper == null) {
            int end = value(at);
            members.add(text, name, at, end, null);
            return end;
        }
        Members below = new Members(deeper);
        int end = object(at, below);
        members.add(text, name, at, end, below.toObject(bytes, at, end));
        return end;
    }

    private int array(int at, int max, @Nullable List<RawJson> elements) throws MalformedJsonException {
        enter(at);
        int i = lexer.space(at + 1);
        if (lexer.peek(i) == ']') {
            depth--;
            return i + 1;
        }
        while (true) {
            int end = value(i);
            if (elements != null && elements.size() < max) {
                elements.add(RawJson.view(bytes, i, end));
            }
            i = lexer.space(end);
            int next = lexer.peek(i);
            if (next == ']') {
                depth--;
                return i + 1;
            }
            if (next != ',') {
                throw lexer.malformed(i, "a comma or the end of the array is expected");
            }
            i = lexer.space(i + 1);
        }
    }

    private void enter(int at) throws MalformedJsonException {
        if (++depth > JsonCodec.MAX_DEPTH) {
            throw lexer.failure("nested deeper than " + JsonCodec.MAX_DEPTH + " levels", at);
        }
    }
}
