package dev.sluice.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What chance brings: bytes, texts, JSON and changes to them, all from one seed. Confined to one thread. */
public final class Draw {
    private static final List<String> ODD_TEXTS = List.of(
            "\0",
            "\r",
            "\n",
            "\r\n",
            "\t",
            " ",
            "\u2028",
            "\u2029",
            "\u0085",
            "\ufeff",
            "\u00fc",
            "\ud83d\ude00",
            "\"",
            "\\",
            "\\u0000",
            "=",
            "?",
            "%",
            "%2f",
            "%zz",
            "+",
            "/",
            "#",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "_meta",
            "null",
            "data:",
            "id:",
            "event:",
            "a",
            "Z",
            "0",
            "-",
            "\u007f",
            "\u0600",
            "\uffff",
            "\ud834\udd1e");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "1",
            "-1",
            "1.0",
            "1e0",
            "0.1E-2",
            "1e400",
            "-1e-400",
            "1e2147483648",
            "1e-2147483649",
            "1e99999999999",
            "9007199254740993",
            "9223372036854775808",
            "123456789012345678901234567890.123",
            "1E+5");
    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "\\",
            "\\u",
            "\\ud800",
            "null",
            "true",
            "1e",
            "-",
            "{}",
            "[]",
            "\0",
            "\n",
            "\u2028",
            "\"id\":",
            "\"jsonrpc\":\"2.0\",",
            "\"method\":",
            "\"params\":",
            "\"_meta\":",
            "\"id\":null,",
            "//",
            "/*",
            "NaN",
            "Infinity",
            "'",
            "\ufeff",
            "0x1",
            "1_0",
            "01",
            "+1",
            ".5",
            "1.");

    private final Random random;

    Draw(long seed) {
        random = new Random(seed);
    }

    /** 0 to {@code bound - 1}. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    public long anyLong() {
        return random.nextLong();
    }

    /** True once in so many times. */
    public boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    @SafeVarargs
    public final <T> T any(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    public <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Bytes without any sense. */
    public byte[] bytes(int max) {
        byte[] bytes = new byte[below(max + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A text that UTF-8 can hold, with a liking for what breaks formats. */
    public String text(int max) {
        StringBuilder text = new StringBuilder();
        for (int pieces = below(max + 1); pieces > 0; pieces--) {
            text.append(oneIn(3) ? Character.toString(letter()) : any(ODD_TEXTS));
        }
        return text.toString();
    }

    /** A text that may hold halves of surrogate pairs. */
    public String brokenText(int max) {
        return oneIn(2) ? text(max) : text(max) + any("\ud800", "\udc00", "\ude00\ud83d") + text(max);
    }

    /** A word of letters, digits and underscores. */
    public String word(int max) {
        StringBuilder word = new StringBuilder();
        for (int length = 1 + below(max); length > 0; length--) {
            word.append(any('a', 'b', 'Z', '0', '9', '_'));
        }
        return word.toString();
    }

    private char letter() {
        return (char) (32 + below(95));
    }

    /** A valid JSON value with the given depth at most. */
    public String json(int depth) {
        return switch (below(depth > 0 ? 7 : 5)) {
            case 0 -> any("true", "false");
            case 1 -> "null";
            case 2 -> any(NUMBERS);
            case 3 -> string(text(4));
            case 4 -> string(word(6));
            case 5 -> object(depth);
            default -> array(depth);
        };
    }

    /** A valid JSON object with distinct names. */
    public String object(int depth) {
        List<String> members = new ArrayList<>();
        for (int i = below(5); i > 0; i--) {
            members.add(space()
                    + string(i + any("", "_meta", "a", "\u00fc", "\""))
                    + space()
                    + ':'
                    + space()
                    + json(depth - 1));
        }
        return '{' + String.join(",", members) + space() + '}';
    }

    private String array(int depth) {
        List<String> elements = new ArrayList<>();
        for (int i = below(4); i > 0; i--) {
            elements.add(space() + json(depth - 1) + space());
        }
        return '[' + String.join(",", elements) + ']';
    }

    private String space() {
        return oneIn(4) ? any(" ", "\n", "\t", "\r\n") : "";
    }

    /** The text as a JSON string, in one of the many ways to spell it. */
    public String string(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c) || oneIn(20)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /** The bytes with one to four changes. */
    public byte[] mutated(byte[] bytes) {
        byte[] changed = bytes;
        for (int changes = 1 + below(4); changes > 0; changes--) {
            changed = changed(changed);
        }
        return changed;
    }

    /** The text, which holds ASCII only, with one to four changes. */
    public String mutated(String text) {
        return new String(mutated(text.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
    }

    private byte[] changed(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes(8);
        }
        int at = below(bytes.length);
        int to = Math.min(bytes.length, at + 1 + below(12));
        return switch (below(6)) {
            case 0 -> {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << below(8));
                yield flipped;
            }
            case 1 -> joined(bytes, at, new byte[0], to);
            case 2 -> joined(bytes, at, any(TOKENS).getBytes(StandardCharsets.UTF_8), at);
            case 3 -> joined(bytes, at, bytes(6), to);
            case 4 -> joined(bytes, to, java.util.Arrays.copyOfRange(bytes, at, to), to);
            default -> java.util.Arrays.copyOf(bytes, at);
        };
    }

    private static byte[] joined(byte[] bytes, int until, byte[] middle, int from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + middle.length);
        out.write(bytes, 0, until);
        out.writeBytes(middle);
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }
}
