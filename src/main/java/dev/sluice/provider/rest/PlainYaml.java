package dev.sluice.provider.rest;

import java.util.Map;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.snakeyaml.engine.v2.schema.Schema;

/** The core schema of YAML 1.2.2 (section 10.3), without the merge keys that the library adds to it. */
final class PlainYaml implements Schema {
    private final ScalarResolver resolver = new CoreScalarResolver(false);
    private final Map<Tag, ConstructNode> constructors = new CoreSchema().getSchemaTagConstructors();

    @Override
    public ScalarResolver getScalarResolver() {
        return resolver;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
        return constructors;
    }
}
