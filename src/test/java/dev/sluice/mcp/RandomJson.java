package dev.sluice.mcp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** JSON texts, texts that were JSON before something happened to them, and bytes that never were. */
final class RandomJson {
    private static final String[] NAMES = {
        "a",
        "b",
        "",
        "params",
        "_meta",
        "\\u005fmeta",
        "\\u0061",
        "é",
        "\\u00e9",
        "\\u00E9",
        "\\/",
        "/",
        "\\b\\f\\n\\r\\t",
        "𝄞",
        "\\ud834\\udd1e",
        "\\uD834",
        "\\udd1e",
        "\\ud834\\u0061",
        "abcdefgh",
        "abcdefg\\u0068",
        "xbcdefgh",
        "io.modelcontextprotocol/clientInfo",
        "io.modelcontextprotocol\\/clientInfo",
        "\\\"",
        "\\\\",
        "\\u0000",
        "jsonrpc"
    };
    private static final String[] SCALARS = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-0.0e-0",
        "1e400",
        "12345678901234567890.5E+07",
        "0.1",
        "-9",
        "1E0",
        "\"\"",
        "\"text\"",
        "\"\\ud800\"",
        "\"\\u0041\\n\"",
        "\"é漢𝄞\\u00e9\"",
        "\"exactly8\"",
        "\"_meta\"",
        "\"\u007f\u0080\ufeff\uffff\""
    };
    private static final String[] WRONG = {
        "01",
        "-",
        "1.",
        ".5",
        "+1",
        "NaN",
        "tru",
        "nulll",
        "1e",
        "1e+",
        "'a'",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\t\"",
        "\"",
        "{",
        "]",
        ",",
        "{\"a\"}",
        "{\"a\":1,}",
        "[1,]",
        "/**/1",
        "\u00a0",
        "0x1",
        "-a",
        "\"\u0000\"",
        "--1",
        "1 2"
    };
    private static final byte[] BYTES = "{}[]{}\"\"\",::,,\\u0aAeE+-.19 \t\n\r\u0000\f\u001f\u007ftruefalsnl/'_#"
            .getBytes(StandardCharsets.ISO_8859_1);
    private static final int[] HIGH = {
        0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xF8, 0xFF, 0x9F, 0xA0, 0x8F,
        0x90, 0xBB
    };

    private final Random random;

    RandomJson(long seed) {
        this.random = new Random(seed);
    }

    byte[] object() {
        StringBuilder out = new StringBuilder();
        space(out);
        object(out, 0);
        space(out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    byte[] array() {
        StringBuilder out = new StringBuilder();
        space(out);
        array(out, 0);
        space(out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Changes a few bytes, loses some, repeats some, adds some or cuts the end off. */
    byte[] damaged(byte[] text) {
        byte[] now = text;
        for (int times = 1 + random.nextInt(3); times > 0 && now.length > 0; times--) {
            int at = random.nextInt(now.length);
            int length = Math.min(now.length - at, 1 + random.nextInt(4));
            now = switch (random.nextInt(6)) {
                case 0 -> Arrays.copyOf(now, at);
                case 1 -> spliced(now, at, at + length, new byte[0]);
                case 2 -> spliced(now, at, at, Arrays.copyOfRange(now, at, at + length));
                case 3 -> spliced(now, at, at, bytes(length));
                case 4 -> spliced(now, at, at + 1, new byte[] {(byte) (now[at] ^ (1 << random.nextInt(8)))});
                default -> spliced(now, at, at + 1, bytes(1));
            };
        }
        return now;
    }

    /** Bytes of the kind that JSON is made of, and others, as they come. */
    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = random.nextInt(6) == 0
                    ? (byte) HIGH[random.nextInt(HIGH.length)]
                    : BYTES[random.nextInt(BYTES.length)];
        }
        return bytes;
    }

    private void value(StringBuilder out, int depth) {
        int kind = random.nextInt(depth < 5 ? 12 : 10);
        if (kind == 10) {
            object(out, depth + 1);
        } else if (kind == 11) {
            array(out, depth + 1);
        } else if (kind == 9 && random.nextInt(40) == 0) {
            out.append(WRONG[random.nextInt(WRONG.length)]);
        } else {
            out.append(SCALARS[random.nextInt(SCALARS.length)]);
        }
    }

    private void object(StringBuilder out, int depth) {
        out.append('{');
        int size = random.nextInt(10) == 0 ? 15 + random.nextInt(20) : random.nextInt(5);
        boolean numbered = size > 5 || random.nextInt(4) > 0;
        int twice = size > 0 && random.nextInt(20) == 0 ? random.nextInt(size) : -1;
        for (int i = 0; i < size; i++) {
            space(out.append(i == 0 ? "" : ","));
            out.append('"').append(NAMES[random.nextInt(NAMES.length)]);
            out.append(numbered && i != twice ? "n" + i : "").append('"');
            space(out);
            space(out.append(':'));
            value(out, depth);
            space(out);
        }
        space(out);
        out.append('}');
    }

    private void array(StringBuilder out, int depth) {
        out.append('[');
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            space(out.append(i == 0 ? "" : ","));
            value(out, depth);
            space(out);
        }
        space(out);
        out.append(']');
    }

    private void space(StringBuilder out) {
        while (random.nextInt(6) == 0) {
            out.append(" \t\n\r".charAt(random.nextInt(4)));
        }
    }

    private static byte[] spliced(byte[] text, int from, int to, byte[] instead) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(text, 0, from);
        out.writeBytes(instead);
        out.write(text, to, text.length - to);
        return out.toByteArray();
    }
}
