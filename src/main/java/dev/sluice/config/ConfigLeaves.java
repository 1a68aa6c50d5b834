package dev.sluice.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The values of a configuration by their keys, as far as they need a restart. Secrets among them: not to be shown. */
final class ConfigLeaves {
    private ConfigLeaves() {}

    /** The keys whose values differ, sorted. */
    static List<String> differing(SluiceConfig before, SluiceConfig after) {
        Map<String, Object> old = of(before, after);
        Map<String, Object> now = of(after, before);
        TreeSet<String> keys = new TreeSet<>(old.keySet());
        keys.addAll(now.keySet());
        keys.removeIf(key -> Objects.equals(old.get(key), now.get(key)));
        return List.copyOf(keys);
    }

    /** Without what is told service by service, in this configuration or the other. */
    private static Map<String, Object> of(SluiceConfig config, SluiceConfig other) {
        Map<String, Object> leaves = new TreeMap<>();
        for (RecordComponent component : SluiceConfig.class.getRecordComponents()) {
            switch (component.getName()) {
                case "tools" -> {}
                case "federation" -> {
                    leaves.put("outbound.allow", config.federation().allowed());
                    leaves.put("pins.file", config.federation().pins());
                }
                case "providers" ->
                    config.providers().forEach((name, provider) -> {
                        if (config.federation().service(name).isEmpty()
                                && other.federation().service(name).isEmpty()) {
                            add("providers." + name, provider, leaves);
                        }
                    });
                default -> add(component.getName(), value(component, config), leaves);
            }
        }
        return leaves;
    }

    private static void add(String key, Object value, Map<String, Object> leaves) {
        switch (value) {
            case Bytes bytes -> leaves.put(key, bytes);
            case Record section -> {
                for (RecordComponent component : section.getClass().getRecordComponents()) {
                    add(key + "." + component.getName(), value(component, section), leaves);
                }
            }
            case Optional<?> optional -> optional.ifPresent(inner -> add(key, inner, leaves));
            default -> leaves.put(key, value);
        }
    }

    private static Object value(RecordComponent component, Record section) {
        try {
            return Objects.requireNonNull(component.getAccessor().invoke(section));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component.getName(), e);
        }
    }
}
