package dev.sluice.config;

import java.util.Map;

/** What may stand at a key: how it is read, what it must obey, how a JSON Schema says so. */
interface Kind<T> {
    /** The value; never called with {@link Written.Nothing}. */
    T read(Written written) throws BadValueException;

    /** A JSON Schema (2020-12) of what may be written, before expansion of the environment. */
    Map<String, Object> schema();

    /** Whether a mapping with names of its own stands here. */
    default boolean isFree() {
        return false;
    }
}
