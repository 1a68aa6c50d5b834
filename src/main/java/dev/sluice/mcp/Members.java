package dev.sluice.mcp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects the members of one object while it is scanned. */
final class Members {
    private final JsonScanner.Depth depth;
    private String[] names = new String[6];
    private int[] bounds = new int[12];
    private @Nullable RawObject @Nullable [] children;
    private int size;

    Members(JsonScanner.Depth depth) {
        this.depth = depth;
    }

    JsonScanner.Depth depth() {
        return depth;
    }

    void add(String name, int from, int to, @Nullable RawObject child) {
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            bounds = Arrays.copyOf(bounds, size * 4);
        }
        names[size] = name;
        bounds[2 * size] = from;
        bounds[2 * size + 1] = to;
        if (child != null) {
            put(child);
        }
        size++;
    }

    RawObject toObject(byte[] bytes, int from, int to) {
        return new RawObject(RawJson.view(bytes, from, to), names, bounds, children, size);
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
