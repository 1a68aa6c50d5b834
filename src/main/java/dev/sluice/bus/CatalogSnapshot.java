package dev.sluice.bus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The merged catalogue at one moment. Immutable, read by every shard without a hop. */
public final class CatalogSnapshot {
    /** A catalogue without anything in it. */
    public static final CatalogSnapshot EMPTY = new CatalogSnapshot(0, List.of());

    private final long version;
    private final Contents contents;
    private final Map<String, ToolEntry> tools;
    private final Map<String, PromptEntry> prompts;
    private final Map<String, ResourceEntry> resources;

    /**
     * What is in a catalogue, each in the order in which it is listed; names and URIs are unique.
     *
     * @param offersPrompts whether a provider has prompts, even if there are none just now
     * @param offersResources whether a provider has resources or templates, even if there are none just now
     * @param unlisted names of tools that may be called but are not listed
     * @param withheld names of tools and prompts that are not served until somebody has reviewed them
     * @param whole whether every provider has offered something, so that nothing is known to be missing
     * @param entrance who may use it
     */
    public record Contents(
            List<ToolEntry> tools,
            List<PromptEntry> prompts,
            List<ResourceEntry> resources,
            List<TemplateEntry> templates,
            boolean offersPrompts,
            boolean offersResources,
            Set<String> unlisted,
            Set<String> withheld,
            boolean whole,
            Entrance entrance) {
        public Contents {
            tools = List.copyOf(tools);
            prompts = List.copyOf(prompts);
            resources = List.copyOf(resources);
            templates = List.copyOf(templates);
            unlisted = Set.copyOf(unlisted);
            withheld = Set.copyOf(withheld);
        }

        /** Contents for everybody. */
        public Contents(
                List<ToolEntry> tools,
                List<PromptEntry> prompts,
                List<ResourceEntry> resources,
                List<TemplateEntry> templates,
                boolean offersPrompts,
                boolean offersResources,
                Set<String> unlisted,
                Set<String> withheld,
                boolean whole) {
            this(
                    tools,
                    prompts,
                    resources,
                    templates,
                    offersPrompts,
                    offersResources,
                    unlisted,
                    withheld,
                    whole,
                    Entrance.OPEN);
        }

        /** The same contents behind an entrance. */
        public Contents behind(Entrance other) {
            return new Contents(
                    tools,
                    prompts,
                    resources,
                    templates,
                    offersPrompts,
                    offersResources,
                    unlisted,
                    withheld,
                    whole,
                    other);
        }

        /** Contents that are all there and all listed. */
        public Contents(
                List<ToolEntry> tools,
                List<PromptEntry> prompts,
                List<ResourceEntry> resources,
                List<TemplateEntry> templates,
                boolean offersPrompts,
                boolean offersResources) {
            this(tools, prompts, resources, templates, offersPrompts, offersResources, Set.of(), Set.of(), true);
        }
    }

    /** @param version grows with every change */
    public CatalogSnapshot(long version, Contents contents) {
        this.version = version;
        this.contents = contents;
        this.tools = unique("tools", contents.tools(), ToolEntry::name);
        this.prompts = unique("prompts", contents.prompts(), PromptEntry::name);
        this.resources = unique("resources", contents.resources(), ResourceEntry::uri);
    }

    /** A catalogue of tools only. */
    public CatalogSnapshot(long version, List<ToolEntry> tools) {
        this(version, new Contents(tools, List.of(), List.of(), List.of(), false, false));
    }

    public long version() {
        return version;
    }

    public List<ToolEntry> tools() {
        return contents.tools();
    }

    public List<PromptEntry> prompts() {
        return contents.prompts();
    }

    public List<ResourceEntry> resources() {
        return contents.resources();
    }

    public List<TemplateEntry> templates() {
        return contents.templates();
    }

    /** Everything in it. */
    public Contents contents() {
        return contents;
    }

    /** Whether a tool is listed, and not only called by who knows its name. */
    public boolean lists(ToolEntry tool) {
        return contents.unlisted().isEmpty() || !contents.unlisted().contains(tool.name());
    }

    /** Whether a tool or prompt of this name is there, but not served until somebody has reviewed it. */
    public boolean withholds(String name) {
        return contents.withheld().contains(name);
    }

    /** Who may use the endpoint. */
    public Entrance entrance() {
        return contents.entrance();
    }

    /** Whether every provider has offered something. */
    public boolean isWhole() {
        return contents.whole();
    }

    /** Whether {@code prompts} is a capability. */
    public boolean offersPrompts() {
        return contents.offersPrompts();
    }

    /** Whether {@code resources} is a capability. */
    public boolean offersResources() {
        return contents.offersResources();
    }

    public @Nullable ToolEntry tool(String name) {
        return tools.get(name);
    }

    public @Nullable PromptEntry prompt(String name) {
        return prompts.get(name);
    }

    /** What reading a URI means: the listed resource, else the first template that it fits, else null. */
    public @Nullable ResourceTarget resource(String uri) {
        ResourceEntry listed = resources.get(uri);
        if (listed != null) {
            return new ResourceTarget(uri, listed.provider(), null, Map.of(), listed.roles(), listed.timeout());
        }
        for (TemplateEntry entry : contents.templates()) {
            Map<String, String> variables = entry.template().match(uri).orElse(null);
            if (variables != null) {
                return new ResourceTarget(
                        uri, entry.provider(), entry.template().text(), variables, entry.roles(), entry.timeout());
            }
        }
        return null;
    }

    /** The template that is spelled so, null when there is none. */
    public @Nullable TemplateEntry template(String text) {
        for (TemplateEntry entry : contents.templates()) {
            if (entry.template().text().equals(text)) {
                return entry;
            }
        }
        return null;
    }

    private static <T> Map<String, T> unique(String what, List<T> entries, Function<T, String> name) {
        Map<String, T> byName = LinkedHashMap.newLinkedHashMap(entries.size());
        for (T entry : entries) {
            if (byName.put(name.apply(entry), entry) != null) {
                throw new IllegalArgumentException("two " + what + " are called " + name.apply(entry));
            }
        }
        return byName;
    }
}
