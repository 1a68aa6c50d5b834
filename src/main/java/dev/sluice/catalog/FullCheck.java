package dev.sluice.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import dev.sluice.bus.ArgumentsCheck;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole of JSON Schema 2020-12, by a validator that fetches nothing. Thread-safe. */
final class FullCheck implements ArgumentsCheck {
    private static final Logger LOGGER = LoggerFactory.getLogger(FullCheck.class);
    private static final String STANDARD = "https://json-schema.org/draft/";

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaCacheEnabled(false)
                    .schemaLoader(loader -> loader.fetchRemoteResources(false)
                            .allow(iri -> iri.toString().startsWith(STANDARD)))
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .failFast(true)
                            .locale(Locale.ROOT)
                            .pathType(PathType.JSON_POINTER)
                            .preloadSchema(true)
                            .regularExpressionFactory(CountedPattern::of)
                            .build()));

    private final Schema schema;

    private FullCheck(Schema schema) {
        this.schema = schema;
    }

    /**
     * Compiles a schema that {@link SchemaRules} accepted.
     *
     * @throws CatalogException when the validator cannot use it
     */
    static FullCheck compile(ToolDescriptor tool, JsonNode tree) {
        try {
            FullCheck check = new FullCheck(REGISTRY.getSchema(tree));
            check.errors(JsonCodec.MAPPER.createObjectNode());
            return check;
        } catch (Effort.SpentException e) {
            throw SchemaRules.wrong(tool, "cannot be used: even with no arguments " + e.getMessage() + '.');
        } catch (StackOverflowError e) {
            throw SchemaRules.wrong(tool, "refers to itself without end.");
        } catch (RuntimeException e) {
            throw SchemaRules.wrong(tool, "cannot be used: " + e.getMessage());
        }
    }

    @Override
    public @Nullable Violation violation(RawJson arguments) {
        try {
            JsonNode tree = arguments.tree();
            String outOfRange = PlainNumbers.normalise(tree, "");
            if (outOfRange != null) {
                return Violations.outOfRange(outOfRange);
            }
            List<Error> errors = errors(tree);
            return errors.isEmpty() ? null : Violations.of(errors.getFirst());
        } catch (UncheckedIOException e) {
            return new Violation("", "type", "The arguments are not a valid JSON object.");
        } catch (Effort.SpentException e) {
            return new Violation("", "schema", "To compare the arguments with the input schema would take too long.");
        } catch (RuntimeException | StackOverflowError e) {
            LOGGER.atWarn().setCause(e).log("Arguments could not be compared with their schema");
            return new Violation("", "schema", "The arguments could not be compared with the input schema.");
        }
    }

    private List<Error> errors(JsonNode tree) {
        Effort effort = new Effort();
        return effort.during(() -> schema.validate(effort, tree, OutputFormat.DEFAULT));
    }
}
