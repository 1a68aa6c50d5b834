package dev.sluice.mcp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The names that nearly every message has, found by their bytes so that no string needs to be made of them. */
final class KnownWords {
    private static final int SIZE = 256;
    private static final @Nullable String[] WORDS = new @Nullable String[SIZE];
    private static final long[] TAILS = new long[SIZE];
    private static final byte[][] BYTES = new byte[SIZE][];

    static {
        List<String> words = List.of(
                "2.0",
                "jsonrpc",
                "id",
                "method",
                "params",
                "result",
                "error",
                "code",
                "message",
                "data",
                "name",
                "version",
                "title",
                "arguments",
                "input",
                "type",
                "_meta",
                "cursor",
                "protocolVersion",
                "capabilities",
                "clientInfo",
                "requestId",
                "reason",
                "requestState",
                "inputResponses",
                "resultType",
                "content",
                "structuredContent",
                "isError",
                "text",
                MetaKeys.PROTOCOL_VERSION,
                MetaKeys.CLIENT_CAPABILITIES,
                MetaKeys.CLIENT_INFO,
                MetaKeys.LOG_LEVEL,
                MetaKeys.SERVER_INFO,
                MetaKeys.PROGRESS_TOKEN,
                MetaKeys.TRACEPARENT);
        Stream.concat(words.stream(), Arrays.stream(Method.values()).map(Method::wire))
                .distinct()
                .forEach(KnownWords::put);
    }

    private KnownWords() {}

    /** The name that these bytes, which are UTF-8 and end in {@code tail}, are. */
    static String text(byte[] bytes, int from, int length, long tail) {
        String word = find(bytes, from, length, tail);
        return word != null ? word : new String(bytes, from, length, StandardCharsets.UTF_8);
    }

    /** The known word that these bytes are, null when they are another. */
    static @Nullable String find(byte[] bytes, int from, int length) {
        return find(bytes, from, length, MemberNames.tail(bytes, from, length));
    }

    private static @Nullable String find(byte[] bytes, int from, int length, long tail) {
        int rest = length - Long.BYTES;
        int i = slot(tail, length);
        String word = WORDS[i];
        while (word != null) {
            if (TAILS[i] == tail
                    && word.length() == length
                    && (rest <= 0 || Arrays.equals(BYTES[i], 0, rest, bytes, from, from + rest))) {
                return word;
            }
            i = (i + 1) % SIZE;
            word = WORDS[i];
        }
        return null;
    }

    private static void put(String word) {
        byte[] bytes = RpcWriter.ascii(word);
        long tail = MemberNames.tail(bytes, 0, bytes.length);
        int i = slot(tail, bytes.length);
        while (WORDS[i] != null) {
            i = (i + 1) % SIZE;
        }
        WORDS[i] = word;
        TAILS[i] = tail;
        BYTES[i] = bytes;
    }

    private static int slot(long tail, int length) {
        return (int) (((tail + length) * 0x9E3779B97F4A7C15L) >>> 56);
    }
}
