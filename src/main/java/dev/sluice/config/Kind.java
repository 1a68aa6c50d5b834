package dev.sluice.config;

import java.util.Map;

/** What may stand at a key: how it is read, what it must obey, how a JSON Schema says so. */
interface Kind<T> {
    /** The value; never called with {@link Written.Nothing}. */
    T read(Written written) throws BadValueException;

    /** A JSON Schema (2020-12) of what may be written, before expansion of the environment. */
    Map<String, Object> schema();

    /** What of YAML may stand here. */
    default Shape shape() {
        return Shape.VALUES;
    }

    /** What of YAML may stand at a key. */
    enum Shape {
        /** One value, or a list of them. */
        VALUES,
        /** A mapping of names of the user's own to single values. */
        PAIRS,
        /** A mapping that only a provider understands, without nulls. */
        SETTINGS,
        /** Anything that JSON has, nulls included. */
        JSON
    }
}
