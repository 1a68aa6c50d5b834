package dev.sluice.provider.outbound;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.AsciiString;
import java.util.Arrays;

/** The headers that one request has of its own. Nothing that could end a line gets into it. Confined to one thread. */
public final class PostHead {
    private static final int USUAL = 8;
    private static final String MARKS = "!#$%&'*+-.^_`|~";

    private CharSequence[] names = new CharSequence[USUAL];
    private CharSequence[] values = new CharSequence[USUAL];
    private int count;

    PostHead() {}

    /**
     * Sets a header, instead of what it was set to before or in the configuration.
     *
     * @throws IllegalArgumentException when the name is no token, or the value holds a control character or one beyond Latin 1
     */
    public void set(CharSequence name, CharSequence value) {
        requireToken(name);
        requireValue(value);
        for (int i = 0; i < count; i++) {
            if (AsciiString.contentEqualsIgnoreCase(names[i], name)) {
                values[i] = value;
                return;
            }
        }
        if (count == names.length) {
            names = Arrays.copyOf(names, count * 2);
            values = Arrays.copyOf(values, count * 2);
        }
        names[count] = name;
        values[count] = value;
        count++;
    }

    boolean has(CharSequence name) {
        for (int i = 0; i < count; i++) {
            if (AsciiString.contentEqualsIgnoreCase(names[i], name)) {
                return true;
            }
        }
        return false;
    }

    /** Bytes of its lines. */
    int length() {
        int length = 0;
        for (int i = 0; i < count; i++) {
            length += names[i].length() + values[i].length() + ": \r\n".length();
        }
        return length;
    }

    void writeTo(ByteBuf out) {
        for (int i = 0; i < count; i++) {
            ByteBufUtil.writeAscii(out, names[i]);
            out.writeByte(':').writeByte(' ');
            ByteBufUtil.writeAscii(out, values[i]);
            out.writeByte('\r').writeByte('\n');
        }
    }

    private static void requireToken(CharSequence name) {
        boolean token = name.length() > 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            token &=
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || MARKS.indexOf(c) >= 0;
        }
        if (!token) {
            throw new IllegalArgumentException("The name of a header is not a token.");
        }
    }

    private static void requireValue(CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException("The value of a header holds a character that no header can hold.");
            }
        }
    }
}
