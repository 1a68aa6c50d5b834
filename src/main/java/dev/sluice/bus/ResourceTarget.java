package dev.sluice.bus;

import dev.sluice.mcp.Method;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One resource to be read, either listed or fitting a template.
 *
 * @param uri as the caller wrote it
 * @param provider the provider that reads it
 * @param template the template it fits, null for a listed resource
 * @param variables the decoded variables of the template, empty for a listed resource
 * @param roles who may read it; empty for every authenticated caller
 * @param timeout its time limit
 */
public record ResourceTarget(
        String uri,
        String provider,
        @Nullable String template,
        Map<String, String> variables,
        Set<String> roles,
        Duration timeout)
        implements Target {
    public ResourceTarget {
        variables = Map.copyOf(variables);
        roles = Set.copyOf(roles);
    }

    @Override
    public Method method() {
        return Method.RESOURCES_READ;
    }

    @Override
    public String name() {
        return uri;
    }

    @Override
    public boolean repeatable() {
        return true;
    }
}
