package dev.sluice.bus;

import java.util.function.Supplier;

/**
 * An immutable value that one owner replaces and everybody may read without a hop.
 *
 * <p>{@link #publish} is called by the owner only; {@link #get} from any thread.
 */
public final class Published<T> implements Supplier<T> {
    private volatile T value;

    public Published(T first) {
        this.value = first;
    }

    @Override
    public T get() {
        return value;
    }

    public void publish(T next) {
        this.value = next;
    }
}
