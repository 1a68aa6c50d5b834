package dev.sluice.catalog;

import dev.sluice.bus.ArgumentsCheck;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.util.Set;

/**
 * A tool that was looked at and may be served, before endpoints select and name it.
 *
 * @param offered as its provider offers it; what is offered alike again need not be looked at again
 * @param definition with its own name
 * @param usual the entry under its usual name
 * @param pinned what is compared with what was accepted
 */
record ToolItem(ToolDescriptor offered, RawJson definition, ToolEntry usual, Definition pinned) {
    /** The rules of a tool, which do not depend on an endpoint. */
    record Rules(Set<String> roles, Duration timeout) {}

    static ToolItem of(ToolDescriptor offered, ToolDescriptor shaped, String name, Rules rules, ArgumentsCheck check) {
        return new ToolItem(
                offered,
                shaped.definition(),
                new ToolEntry(
                        name,
                        name,
                        shaped.provider(),
                        shaped.name(),
                        Named.definition(shaped.definition(), shaped.name(), name),
                        rules.roles(),
                        rules.timeout(),
                        shaped.readOnly(),
                        shaped.idempotent(),
                        shaped.tasks(),
                        check),
                Definition.of(Kind.TOOL, shaped.provider(), shaped.name(), name, offered.definition()));
    }

    /** Whether it has this usual name and these rules. */
    boolean isUnder(String name, Rules rules) {
        return usual.name().equals(name)
                && usual.roles().equals(rules.roles())
                && usual.timeout().equals(rules.timeout());
    }

    /** The same tool under another usual name or other rules. */
    ToolItem under(String name, Rules rules) {
        return new ToolItem(
                offered,
                definition,
                new ToolEntry(
                        name,
                        name,
                        usual.provider(),
                        usual.localName(),
                        Named.definition(definition, usual.localName(), name),
                        rules.roles(),
                        rules.timeout(),
                        usual.readOnly(),
                        usual.idempotent(),
                        usual.tasks(),
                        usual.check()),
                Definition.of(Kind.TOOL, usual.provider(), usual.localName(), name, offered.definition()));
    }

    /** The entry under the name that it has behind a prefix. */
    ToolEntry under(String prefix) {
        String name = PublicName.of(prefix, usual.localName());
        return name.equals(usual.name())
                ? usual
                : new ToolEntry(
                        name,
                        usual.ruleName(),
                        usual.provider(),
                        usual.localName(),
                        Named.definition(definition, usual.localName(), name),
                        usual.roles(),
                        usual.timeout(),
                        usual.readOnly(),
                        usual.idempotent(),
                        usual.tasks(),
                        usual.check());
    }
}
