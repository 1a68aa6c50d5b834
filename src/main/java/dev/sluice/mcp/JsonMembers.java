package dev.sluice.mcp;

import io.vertx.core.buffer.Buffer;
import java.util.Set;

/** Makes objects that differ from others in single members; all other members keep their bytes and their order. */
public final class JsonMembers {
    private JsonMembers() {}

    /** The object without these members. */
    public static RawJson without(RawObject object, String... names) {
        Set<String> out = Set.of(names);
        Buffer rest = Buffer.buffer(object.raw().length()).appendByte((byte) '{');
        object.appendTo(rest, false, name -> !out.contains(name));
        return view(rest.appendByte((byte) '}'));
    }

    /** The object with this value of a member, in its place when it has that member and at the end otherwise. */
    public static RawJson with(RawObject object, String name, RawJson value) {
        Buffer out = Buffer.buffer(object.raw().length() + name.length() + value.length() + 8)
                .appendByte((byte) '{');
        object.forEach((member, old) -> append(out, member, member.equals(name) ? value : old));
        if (!object.has(name)) {
            append(out, name, value);
        }
        return view(out.appendByte((byte) '}'));
    }

    private static void append(Buffer out, String name, RawJson value) {
        if (out.length() > 1) {
            out.appendByte((byte) ',');
        }
        out.appendString(JsonCodec.quote(name)).appendByte((byte) ':');
        value.appendTo(out);
    }

    private static RawJson view(Buffer out) {
        byte[] bytes = out.getBytes();
        return RawJson.view(bytes, 0, bytes.length);
    }
}
