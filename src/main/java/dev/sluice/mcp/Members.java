package dev.sluice.mcp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects the members of one object while it is scanned. */
final class Members {
    private final JsonScanner.Depth depth;
    private String[] names = new String[6];
    private int[] bounds = new int[6 * RawObject.BOUNDS];
    private @Nullable RawObject @Nullable [] children;
    private int size;

    Members(JsonScanner.Depth depth) {
        this.depth = depth;
    }

    JsonScanner.Depth depth() {
        return depth;
    }

    /**
     * @param at where the quote before the name is
     * @param from where the value begins
     * @param to where it ends
     */
    void add(String name, int at, int from, int to, @Nullable RawObject child) {
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            bounds = Arrays.copyOf(bounds, size * 2 * RawObject.BOUNDS);
        }
        names[size] = name;
        bounds[RawObject.BOUNDS * size] = at;
        bounds[RawObject.BOUNDS * size + 1] = from;
        bounds[RawObject.BOUNDS * size + 2] = to;
        if (child != null) {
            put(child);
        }
        size++;
    }

    RawObject toObject(byte[] bytes, int from, int to) {
        return new RawObject(bytes, from, to, names, bounds, children, size);
    }

    private void put(RawObject child) {
        if (children == null) {
            children = new @Nullable RawObject[size + 1];
        } else if (size >= children.length) {
            children = Arrays.copyOf(children, Math.max(size + 1, children.length * 2));
        }
        children[size] = child;
    }
}
