package dev.sluice.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Shows a configuration as YAML in which no secret can be read. Without secrets in it, the text loads again. */
final class EffectiveConfig {
    static final String MASK = "***";

    /** Text that YAML takes for nothing but itself. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./-]*|[0-9]+(ms|s|m|h|d|B|KiB|MiB|GiB)");

    private static final Pattern WORD = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

    private EffectiveConfig() {}

    static String describe(SluiceConfig config) {
        StringBuilder text = new StringBuilder();
        write(whole(config), "", text);
        return text.toString();
    }

    private static Map<String, @Nullable Object> whole(SluiceConfig config) {
        Map<String, @Nullable Object> whole = new LinkedHashMap<>();
        tree(config).forEach((name, value) -> {
            switch (name) {
                case "federation" -> whole.putAll(new FederationView(config).tree());
                case "providers" -> whole.put(name, providers(config));
                default -> whole.put(name, value);
            }
        });
        return whole;
    }

    /** The providers' rules, without those of services: they stand with the service. */
    private static Map<String, Object> providers(SluiceConfig config) {
        Map<String, Object> providers = new TreeMap<>();
        config.providers().forEach((name, provider) -> {
            if (config.federation().service(name).isEmpty()) {
                providers.put(name, tree(provider));
            }
        });
        return providers;
    }

    static Map<String, @Nullable Object> tree(Record config) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        for (RecordComponent component : config.getClass().getRecordComponents()) {
            tree.put(component.getName(), shown(component.getName(), valueOf(component, config)));
        }
        if (config instanceof RedisConfig redis) {
            tree.put(
                    "urls",
                    redis.urls().stream().map(AddressKinds::withoutPassword).toList());
        }
        if (config instanceof ProviderConfig provider) {
            tree.put("settings", masked(provider.settings()));
        }
        return tree;
    }

    private static Object valueOf(RecordComponent component, Record config) {
        try {
            return Objects.requireNonNull(component.getAccessor().invoke(config));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component.getName(), e);
        }
    }

    private static @Nullable Object shown(String name, Object value) {
        return switch (value) {
            case Bytes bytes -> bytes.toString();
            case FederationConfig ignored -> null;
            case Record section -> tree(section);
            case Optional<?> optional -> optional.isEmpty() ? null : shown(name, optional.get());
            case Duration duration -> DurationText.of(duration);
            case Enum<?> word -> Kinds.word(word);
            case Collection<?> items -> items.stream().map(String::valueOf).toList();
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> sorted = new TreeMap<>();
                map.forEach((key, inner) -> sorted.put(String.valueOf(key), shown(name, inner)));
                yield sorted;
            }
            case Number number -> number;
            case Boolean truth -> truth;
            default -> value.toString();
        };
    }

    /** What a provider reads may hold secrets under any name, so only numbers and truth values show. */
    static Object masked(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> masked = new TreeMap<>();
                map.forEach((key, inner) -> masked.put(String.valueOf(key), masked(inner)));
                yield masked;
            }
            case List<?> list -> list.stream().map(EffectiveConfig::masked).toList();
            case Number number -> number;
            case Boolean truth -> truth;
            default -> MASK;
        };
    }

    private static void write(Map<?, ?> tree, String indent, StringBuilder text) {
        tree.forEach((key, value) -> {
            text.append(indent).append(quoted(String.valueOf(key))).append(':');
            if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
                text.append('\n');
                write(inner, indent + "  ", text);
            } else {
                text.append(' ').append(inline(value)).append('\n');
            }
        });
    }

    private static String inline(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map -> {
                List<String> entries = map.entrySet().stream()
                        .map(entry -> quoted(String.valueOf(entry.getKey())) + ": " + inline(entry.getValue()))
                        .toList();
                yield "{" + String.join(", ", entries) + "}";
            }
            case List<?> list ->
                "["
                        + String.join(
                                ", ", list.stream().map(EffectiveConfig::inline).toList()) + "]";
            case String string -> quoted(string);
            default -> value.toString();
        };
    }

    private static String quoted(String text) {
        if (text.equals(MASK)
                || (PLAIN.matcher(text).matches() && !WORD.matcher(text).matches())) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.replace("${", "$${").chars().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                default -> {
                    if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0xFEFF) {
                        quoted.append(String.format("\\u%04x", c));
                    } else {
                        quoted.append((char) c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
