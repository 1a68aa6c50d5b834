package dev.sluice.mcp;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of which only the first level has been looked at: its members in order, each value as raw bytes, and
 * for chosen members the same view one level deeper. Immutable; look-up is a linear search, which for the handful of
 * members a message has is the fastest there is.
 */
public final class RawObject {
    /** Places that are kept of each member: of its name with the quotes, and where its value begins and ends. */
    static final int BOUNDS = 3;

    private final RawJson raw;
    private final String[] names;
    private final int[] bounds;
    private final @Nullable RawObject @Nullable [] children;
    private final int size;

    /**
     * @param names of the members; there may be room behind them, as in the other arrays
     * @param bounds {@link #BOUNDS} places in {@code bytes} for each member
     * @param children null when there are none
     */
    RawObject(
            byte[] bytes,
            int from,
            int to,
            String[] names,
            int[] bounds,
            @Nullable RawObject @Nullable [] children,
            int size) {
        this.names = names;
        this.bounds = bounds;
        this.children = children;
        this.size = size;
        // Last: who gets hold of the bytes on another thread finds all that is above.
        this.raw = new RawJson(bytes, from, to, this);
    }

    /**
     * Looks at the first level of an object.
     *
     * @throws MalformedJsonException when it is not one well-formed JSON object
     */
    public static RawObject scan(RawJson json) throws MalformedJsonException {
        RawObject known = json.scanned();
        return known != null ? known : JsonScanner.object(json, JsonScanner.SHALLOW);
    }

    /**
     * The elements of an array, of which the first {@code max} are given; all are looked at.
     *
     * @throws MalformedJsonException when it is not one well-formed JSON array
     */
    public static List<RawJson> elements(RawJson array, int max) throws MalformedJsonException {
        return JsonScanner.array(array, max);
    }

    /** The whole object as it came. */
    public RawJson raw() {
        return raw;
    }

    public int size() {
        return size;
    }

    /** The value of a member, null when it is absent. A member that is explicitly {@code null} is {@link RawJson#NULL}. */
    public @Nullable RawJson get(String name) {
        int i = indexOf(name);
        return i < 0 ? null : value(i);
    }

    public boolean has(String name) {
        return indexOf(name) >= 0;
    }

    /** The deeper view of a member that is an object and was scanned as one. */
    public Optional<RawObject> child(String name) {
        int i = indexOf(name);
        return i < 0 || children == null || i >= children.length ? Optional.empty() : Optional.ofNullable(children[i]);
    }

    /** The text of a member that is a JSON string, null when it is absent or of another kind. */
    public @Nullable String text(String name) {
        RawJson value = get(name);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    /** Like {@link #text}, without making a new string of a word that nearly every message has. */
    @Nullable
    String word(String name) {
        int i = indexOf(name);
        if (i < 0 || end(i) - begin(i) < 2 || raw.array()[begin(i)] != '"') {
            return null;
        }
        String known = KnownWords.find(raw.array(), begin(i) + 1, end(i) - begin(i) - 2);
        return known != null ? known : value(i).stringValue();
    }

    public void forEach(BiConsumer<String, RawJson> visitor) {
        for (int i = 0; i < size; i++) {
            visitor.accept(names[i], value(i));
        }
    }

    /** The same object with another value in the place of a member, or with one more member at the end; all else to the byte. */
    public RawJson with(String name, RawJson value) {
        int i = indexOf(name);
        byte[] all = raw.toBytes();
        int end = all.length - 1;
        int from = i < 0 ? end : begin(i) - raw.offset();
        int to = i < 0 ? end : end(i) - raw.offset();
        Buffer out =
                Buffer.buffer(all.length + value.length() + name.length() + 4).appendBytes(all, 0, from);
        if (i < 0) {
            out.appendString((size == 0 ? "" : ",") + JsonCodec.quote(name) + ':');
        }
        byte[] bytes = value.appendTo(out).appendBytes(all, to, all.length - to).getBytes();
        return RawJson.view(bytes, 0, bytes.length);
    }

    public List<String> names() {
        return new ArrayList<>(Arrays.asList(names).subList(0, size));
    }

    /**
     * Appends members, name and value as they are spelled.
     *
     * @param comma whether one stands before the first as well
     * @param which names of those to be appended
     * @return whether a comma stands before the next
     */
    boolean appendTo(Buffer out, boolean comma, Predicate<String> which) {
        boolean more = comma;
        for (int i = 0; i < size; i++) {
            if (which.test(names[i])) {
                if (more) {
                    out.appendByte((byte) ',');
                }
                int at = bounds[BOUNDS * i];
                out.appendBytes(raw.array(), at, end(i) - at);
                more = true;
            }
        }
        return more;
    }

    /** Appends members behind others, each with a comma before it; name and value as they are spelled. */
    public void appendMore(Buffer out, Predicate<String> which) {
        appendTo(out, true, which);
    }

    private int begin(int i) {
        return bounds[BOUNDS * i + 1];
    }

    private int end(int i) {
        return bounds[BOUNDS * i + 2];
    }

    private RawJson value(int i) {
        RawObject child = children == null || i >= children.length ? null : children[i];
        return child != null ? child.raw() : RawJson.view(raw.array(), begin(i), end(i));
    }

    private int indexOf(String name) {
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
