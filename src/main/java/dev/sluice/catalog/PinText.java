package dev.sluice.catalog;

import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The text of the files of pins and of what waits to be reviewed: JSON, sorted, one member a line, so that people can keep it
 * in version control. Both have the same shape:
 *
 * <pre>
 * {"version": 1, "pins": {"PROVIDER": {"TOOL": {"digest": …, …, "definition": …}}}, "prompts": {…}}
 * </pre>
 */
final class PinText {
    private static final String VERSION = "1";
    private static final String STEP = "  ";
    /** How much longer a definition may become by being written over several lines. */
    private static final int MAX_SPREAD = 4;

    private PinText() {}

    /** One entry of such a file: members that are texts, and a definition. */
    private record Entry(Map<String, String> texts, RawJson definition) {}

    static String of(Pins pins) {
        return write(kind -> {
            SortedMap<String, SortedMap<String, Entry>> entries = new TreeMap<>();
            pins.of(kind)
                    .forEach((provider, ofProvider) -> ofProvider.forEach((name, pin) -> add(
                            entries,
                            provider,
                            name,
                            new Entry(
                                    new TreeMap<>(Map.of(
                                            "digest", pin.digest(),
                                            "acceptedAt", pin.acceptedAt(),
                                            "acceptedBy", pin.acceptedBy())),
                                    pin.definition()))));
            return entries;
        });
    }

    static String of(List<Definition> definitions) {
        return write(kind -> {
            SortedMap<String, SortedMap<String, Entry>> entries = new TreeMap<>();
            definitions.stream()
                    .filter(definition -> definition.kind() == kind)
                    .forEach(definition -> add(
                            entries,
                            definition.provider(),
                            definition.name(),
                            new Entry(
                                    new TreeMap<>(Map.of(
                                            "digest", definition.digest(), "publicName", definition.publicName())),
                                    definition.json())));
            return entries;
        });
    }

    /** Throws a {@link PinFileException} that says what is wrong, without naming a file. */
    static Pins pins(byte[] text) {
        Pins pins = Pins.empty();
        read(
                text,
                (kind, provider, name, entry) -> pins.put(
                        kind,
                        provider,
                        name,
                        new Pin(
                                text(entry, "digest"),
                                text(entry, "acceptedAt"),
                                text(entry, "acceptedBy"),
                                definition(entry))));
        return pins;
    }

    /** As {@link #pins}. */
    static List<Definition> definitions(byte[] text) {
        List<Definition> definitions = new ArrayList<>();
        read(
                text,
                (kind, provider, name, entry) -> definitions.add(new Definition(
                        kind, provider, name, text(entry, "publicName"), text(entry, "digest"), definition(entry))));
        return definitions;
    }

    private interface Visitor {
        void entry(Kind kind, String provider, String name, RawObject entry);
    }

    private interface Section {
        SortedMap<String, SortedMap<String, Entry>> of(Kind kind);
    }

    private static void read(byte[] text, Visitor visitor) {
        RawObject root = object(RawJson.view(text, 0, text.length));
        RawJson version = root.get("version");
        if (version == null || !version.toString().equals(VERSION)) {
            throw new PinFileException("its version is not " + VERSION);
        }
        for (Kind kind : Kind.values()) {
            RawJson section = root.get(kind.section());
            if (section != null) {
                object(section)
                        .forEach((provider, entries) -> object(entries)
                                .forEach((name, entry) -> visitor.entry(kind, provider, name, object(entry))));
            }
        }
    }

    private static RawObject object(RawJson json) {
        try {
            return RawObject.scan(json);
        } catch (MalformedJsonException e) {
            throw new PinFileException("it is " + e.getMessage());
        }
    }

    private static String text(RawObject entry, String member) {
        String text = entry.text(member);
        if (text == null) {
            throw new PinFileException("an entry has no text \"" + member + '"');
        }
        return text;
    }

    private static RawJson definition(RawObject entry) {
        RawJson definition = entry.get("definition");
        if (definition == null || !definition.isObject()) {
            throw new PinFileException("an entry has no \"definition\"");
        }
        byte[] own = definition.toBytes();
        return RawJson.view(own, 0, own.length);
    }

    private static void add(SortedMap<String, SortedMap<String, Entry>> to, String provider, String name, Entry entry) {
        to.computeIfAbsent(provider, ignored -> new TreeMap<>()).put(name, entry);
    }

    private static String write(Section section) {
        StringBuilder out = new StringBuilder("{\n" + STEP + "\"version\": " + VERSION);
        for (Kind kind : Kind.values()) {
            SortedMap<String, SortedMap<String, Entry>> entries = section.of(kind);
            if (!entries.isEmpty() || kind == Kind.TOOL) {
                out.append(",\n" + STEP).append(JsonCodec.quote(kind.section())).append(": ");
                object(
                        out,
                        STEP,
                        entries,
                        (provider, indent) -> object(
                                out,
                                indent,
                                entries.getOrDefault(provider, new TreeMap<>()),
                                (name, deeper) -> entry(
                                        out,
                                        deeper,
                                        entries.getOrDefault(provider, new TreeMap<>())
                                                .get(name))));
            }
        }
        return out.append("\n}\n").toString();
    }

    private interface Member {
        void write(String name, String indent);
    }

    private static void object(StringBuilder out, String indent, SortedMap<String, ?> members, Member writer) {
        out.append('{');
        String separator = "\n";
        for (String name : members.keySet()) {
            out.append(separator)
                    .append(indent)
                    .append(STEP)
                    .append(JsonCodec.quote(name))
                    .append(": ");
            writer.write(name, indent + STEP);
            separator = ",\n";
        }
        out.append(members.isEmpty() ? "}" : '\n' + indent + '}');
    }

    /** Over several lines, unless somebody nests so deep that these would be mostly space. */
    private static String definition(RawJson json, String indent) {
        String pretty = CanonicalJson.pretty(json, indent);
        return pretty.length() <= MAX_SPREAD * (long) json.length() + 1_024 ? pretty : CanonicalJson.compact(json);
    }

    private static void entry(StringBuilder out, String indent, @org.jspecify.annotations.Nullable Entry entry) {
        if (entry == null) {
            return;
        }
        SortedMap<String, String> members = new TreeMap<>();
        entry.texts().forEach((name, text) -> members.put(name, JsonCodec.quote(text)));
        members.put("definition", definition(entry.definition(), indent + STEP));
        object(out, indent, members, (name, ignored) -> out.append(members.get(name)));
    }
}
