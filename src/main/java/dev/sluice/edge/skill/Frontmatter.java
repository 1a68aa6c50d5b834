package dev.sluice.edge.skill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The YAML at the head of a {@code SKILL.md}, as the JSON object that says the same (Agent Skills, "Frontmatter"). Within
 * bounds: characters, depth, values, aliases. Makes nothing but maps, lists and scalars. Pure and thread-safe.
 */
public final class Frontmatter {
    static final int MAX_CHARS = 64 * 1024;
    static final int MAX_DEPTH = 16;
    static final int MAX_VALUES = 2_000;

    private static final int MAX_DESCRIPTION = 1_024;
    private static final Pattern OPENING = Pattern.compile("\\A\uFEFF?---[ \t]*\r?\n");
    private static final Pattern CLOSING = Pattern.compile("^---[ \t]*\r?$", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int MAX_NAME = 64;

    private int values;

    private Frontmatter() {}

    /**
     * Reads the frontmatter of a skill.
     *
     * @param text the whole {@code SKILL.md}
     * @param name what the skill must be called
     * @throws InvalidSkillException when there is none, it cannot be JSON, lacks something or bears another name
     */
    public static ObjectNode read(String text, String name) throws InvalidSkillException {
        JsonNode json = new Frontmatter().parse(block(text));
        if (!(json instanceof ObjectNode object)) {
            throw new InvalidSkillException("The frontmatter of SKILL.md is not a map.");
        }
        if (!name.equals(object.path("name").textValue())
                || name.length() > MAX_NAME
                || !NAME.matcher(name).matches()) {
            throw new InvalidSkillException("The name in the frontmatter must be the name of the directory, "
                    + "of 1 to 64 lower-case letters, digits and single hyphens.");
        }
        String description = object.path("description").textValue();
        if (description == null || description.isBlank() || description.length() > MAX_DESCRIPTION) {
            throw new InvalidSkillException("The frontmatter must have a description of 1 to 1024 characters.");
        }
        return object;
    }

    private static String block(String text) throws InvalidSkillException {
        Matcher opening = OPENING.matcher(text);
        if (opening.find()) {
            Matcher closing =
                    CLOSING.matcher(text).region(opening.end(), Math.min(text.length(), opening.end() + MAX_CHARS));
            closing.useAnchoringBounds(false);
            if (closing.find()) {
                return text.substring(opening.end(), closing.start());
            }
        }
        throw new InvalidSkillException("SKILL.md does not begin with YAML between two lines of three hyphens.");
    }

    private @Nullable JsonNode parse(String yaml) throws InvalidSkillException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel("SKILL.md")
                .setSchema(new PlainYaml())
                .setCodePointLimit(MAX_CHARS)
                .setMaxAliasesForCollections(MAX_DEPTH)
                .build();
        try {
            requireFlat(settings, yaml);
            return json(new Load(settings).loadFromString(yaml), 0);
        } catch (YamlEngineException e) {
            throw new InvalidSkillException("The frontmatter of SKILL.md is not YAML that can be read.");
        }
    }

    /** Looks at the flat stream of events first: values are made by recursion, which deep nesting would overflow. */
    private static void requireFlat(LoadSettings settings, String yaml) throws InvalidSkillException {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(yaml)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {}
            }
            if (depth > MAX_DEPTH) {
                throw new InvalidSkillException("The frontmatter of SKILL.md nests too deep.");
            }
        }
    }

    private JsonNode json(@Nullable Object value, int depth) throws InvalidSkillException {
        // Aliases may stand for the same value many times, or for one around themselves.
        if (++values > MAX_VALUES || depth > MAX_DEPTH) {
            throw new InvalidSkillException("The frontmatter of SKILL.md holds too many values.");
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value) {
            case null -> nodes.nullNode();
            case String text -> nodes.textNode(text);
            case Boolean truth -> nodes.booleanNode(truth);
            case Integer number -> nodes.numberNode(number);
            case Long number -> nodes.numberNode(number);
            case BigInteger number -> nodes.numberNode(number);
            case Double number -> nodes.numberNode(finite(number));
            case List<?> list -> {
                ArrayNode array = nodes.arrayNode();
                for (Object element : list) {
                    array.add(json(element, depth + 1));
                }
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = nodes.objectNode();
                for (Map.Entry<?, ?> member : map.entrySet()) {
                    object.set(String.valueOf(member.getKey()), json(member.getValue(), depth + 1));
                }
                yield object;
            }
            default -> throw unlikeJson();
        };
    }

    private static double finite(double number) throws InvalidSkillException {
        if (!Double.isFinite(number)) {
            throw unlikeJson();
        }
        return number;
    }

    private static InvalidSkillException unlikeJson() {
        return new InvalidSkillException("The frontmatter of SKILL.md holds what JSON cannot.");
    }
}
