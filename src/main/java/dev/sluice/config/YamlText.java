package dev.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Turns a file into YAML nodes, within bounds: bytes, values, depth and aliases. */
final class YamlText {
    static final int MOST_BYTES = 1024 * 1024;
    static final int MOST_EVENTS = 50_000;
    static final int MOST_DEPTH = 32;
    static final int MOST_ALIASES = 50;

    private final String label;
    private final Problems problems;

    YamlText(String label, Problems problems) {
        this.label = label;
        this.problems = problems;
    }

    /** The text of a file; says why when there is none. */
    Optional<String> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return decode(in.readNBytes(MOST_BYTES + 1));
        } catch (NoSuchFileException e) {
            return refuse(label, "does not exist", "");
        } catch (IOException e) {
            return refuse(label, "cannot be read", "name a file that this user may read");
        }
    }

    /** The text of bytes in UTF-8. */
    Optional<String> decode(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            return refuse(label, "is larger than " + new Bytes(MOST_BYTES), "");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            return refuse(label, "is not text in UTF-8", "");
        }
    }

    /** The root of the only document; empty for an empty document and when something is wrong, which is then said. */
    Optional<Node> compose(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(label)
                .setSchema(new CoreYaml())
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setCodePointLimit(MOST_BYTES)
                .build();
        try {
            return isBounded(settings, text) ? new Compose(settings).composeString(text) : Optional.empty();
        } catch (MarkedYamlEngineException e) {
            // Its message would quote the file, secrets and all; the bare problem does not.
            String line =
                    e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
            return refuse(label + line, "is not YAML: " + e.getProblem(), "");
        } catch (YamlEngineException e) {
            return refuse(label, "is not YAML that can be read", "use no tabs, control characters or deep aliases");
        }
    }

    /** Looks at the flat stream of events first: nodes are made by recursion, which deep nesting would overflow. */
    private boolean isBounded(LoadSettings settings, String text) {
        int depth = 0;
        int events = 0;
        int aliases = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            events++;
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case Alias -> aliases++;
                default -> {}
            }
            if (depth > MOST_DEPTH || events > MOST_EVENTS || aliases > MOST_ALIASES) {
                String line = event.getStartMark()
                        .map(mark -> ":" + (mark.getLine() + 1))
                        .orElse("");
                refuse(label + line, exceeded(depth, events), "");
                return false;
            }
        }
        return true;
    }

    private static String exceeded(int depth, int events) {
        if (depth > MOST_DEPTH) {
            return "nests deeper than " + MOST_DEPTH + " levels";
        }
        return events > MOST_EVENTS ? "holds too many values" : "uses more than " + MOST_ALIASES + " aliases";
    }

    private <T> Optional<T> refuse(String where, String rule, String mend) {
        problems.add(KeyPath.ROOT, where, "", rule, mend);
        return Optional.empty();
    }
}
