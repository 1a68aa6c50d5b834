package dev.sluice.config;

import dev.sluice.config.Written.Free;
import java.util.Map;

/** Kinds of values that are JSON: templates and schemas. */
final class FreeKind {
    private FreeKind() {}

    /** An object, such as a JSON Schema. */
    static Kind<Map<String, Object>> object() {
        return new Kind<>() {
            @Override
            public Map<String, Object> read(Written written) throws BadValueException {
                return mapping(written);
            }

            @Override
            public Map<String, Object> schema() {
                return Map.of("type", "object");
            }

            @Override
            public Shape shape() {
                return Shape.JSON;
            }
        };
    }

    /** Any value but null. */
    static Kind<Object> any() {
        return new Kind<>() {
            @Override
            public Object read(Written written) throws BadValueException {
                if (written instanceof Free free) {
                    return free.value();
                }
                throw new BadValueException(written.where(), "", "cannot be read", "");
            }

            @Override
            public Map<String, Object> schema() {
                return Map.of();
            }

            @Override
            public Shape shape() {
                return Shape.JSON;
            }
        };
    }

    /** The members, whose names the reader has seen to be text. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> mapping(Written written) throws BadValueException {
        if (written instanceof Free free && free.value() instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new BadValueException(written.where(), "", "is not a section", "write it as {name: value}");
    }
}
