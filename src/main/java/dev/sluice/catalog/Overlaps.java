package dev.sluice.catalog;

import dev.sluice.bus.ResourceEntry;
import dev.sluice.bus.TemplateEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds pairs of services of which both would be read by one URI though neither is called as the other: a template of one fits
 * a resource that the other lists, or a URI of a template of the other. Templates are tried with one value for each variable, so
 * that there may be overlaps besides. Used by one thread.
 */
final class Overlaps {
    /** Comparisons for one catalogue; beyond that nothing more is looked for. */
    static final int MAX_COMPARED = 2_000_000;

    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]*}");

    private final Map<String, List<TemplateEntry>> templates;
    private final Map<String, List<ResourceEntry>> resources;
    private final List<String> found = new ArrayList<>();
    private int left;

    private Overlaps(Stock stock, int limit) {
        this.templates = byProvider(stock.templates, TemplateEntry::provider);
        this.resources = byProvider(stock.resources, ResourceEntry::provider);
        this.left = limit;
    }

    /** One sentence for each pair and kind, with who is read. */
    static List<String> in(Stock stock) {
        return in(stock, MAX_COMPARED);
    }

    /** @param limit comparisons at most */
    static List<String> in(Stock stock, int limit) {
        Overlaps overlaps = new Overlaps(stock, limit);
        overlaps.look();
        return overlaps.found;
    }

    private static <T> Map<String, List<T>> byProvider(List<T> entries, Function<T, String> provider) {
        Map<String, List<T>> groups = new LinkedHashMap<>();
        entries.forEach(entry -> groups.computeIfAbsent(provider.apply(entry), ignored -> new ArrayList<>())
                .add(entry));
        return groups;
    }

    private void look() {
        List<String> before = new ArrayList<>();
        templates.forEach((provider, own) -> {
            resources.forEach((other, listed) -> {
                if (!other.equals(provider)) {
                    add(fitting(own, listed));
                }
            });
            before.forEach(earlier -> add(common(templates.getOrDefault(earlier, List.of()), own)));
            before.add(provider);
        });
        if (left < 0) {
            found.add("There are too many resources and templates to look for all that overlap.");
        }
    }

    private void add(@Nullable String sentence) {
        if (sentence != null) {
            found.add(sentence);
        }
    }

    private @Nullable String fitting(List<TemplateEntry> own, List<ResourceEntry> listed) {
        for (TemplateEntry template : own) {
            for (ResourceEntry resource : listed) {
                if (--left < 0) {
                    return null;
                }
                if (template.template().match(resource.uri()).isPresent()) {
                    return "The resource \"" + resource.uri() + "\" of \"" + resource.provider()
                            + "\" fits the template \"" + template.template().text() + "\" of \"" + template.provider()
                            + "\" as well; it is read from \"" + resource.provider() + "\", which lists it.";
                }
            }
        }
        return null;
    }

    private @Nullable String common(List<TemplateEntry> earlier, List<TemplateEntry> later) {
        for (TemplateEntry one : earlier) {
            for (TemplateEntry two : later) {
                if (--left < 0) {
                    return null;
                }
                if (fits(one, two) || fits(two, one)) {
                    return "The templates \"" + one.template().text() + "\" of \"" + one.provider() + "\" and \""
                            + two.template().text() + "\" of \"" + two.provider()
                            + "\" fit the same URIs; those are read from \"" + one.provider()
                            + "\", which comes first.";
                }
            }
        }
        return null;
    }

    private static boolean fits(TemplateEntry one, TemplateEntry other) {
        String sample = VARIABLE.matcher(other.template().text()).replaceAll("0");
        return one.template().match(sample).isPresent();
    }
}
