package dev.sluice.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.ArgumentsCheck;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * Checks arguments in two steps: a quick pass over the bytes that can only say "fits", and the full validator for
 * whatever it does not say so of. What the quick pass accepts the full one would accept too; a property test holds the
 * two against each other.
 */
final class SchemaCheck implements ArgumentsCheck {
    private final @Nullable QuickCheck quick;
    private final FullCheck full;

    private SchemaCheck(@Nullable QuickCheck quick, FullCheck full) {
        this.quick = quick;
        this.full = full;
    }

    /**
     * Compiles the input schema of a tool.
     *
     * @throws CatalogException when the schema cannot be used
     */
    static SchemaCheck of(ToolDescriptor tool) {
        JsonNode schema = SchemaRules.accepted(tool);
        return new SchemaCheck(QuickCheck.compile(schema), FullCheck.compile(tool, schema));
    }

    @Override
    public @Nullable Violation violation(RawJson arguments) {
        if (quick != null && quick.fits(arguments)) {
            return null;
        }
        return full.violation(arguments);
    }
}
