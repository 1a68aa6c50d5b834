package dev.sluice.edge.skill;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Principal;
import dev.sluice.bus.ResourceEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A skill as far as the catalogue tells: a published resource {@code skill://…/SKILL.md} and all resources below its
 * directory, those of skills within it included (SEP-2640, "Resources"). Immutable.
 *
 * @param uri of its {@code SKILL.md}
 * @param files all of them, {@code SKILL.md} included, in the order of their URIs
 * @param dynamic whether it may have files that are not listed, because a template stands for some of them
 */
public record SkillFolder(String uri, List<ResourceEntry> files, boolean dynamic) {
    /** The scheme by which skills are told from other resources. */
    public static final String SCHEME = "skill://";

    private static final String SKILL_MD = "/SKILL.md";

    public SkillFolder {
        files = List.copyOf(files);
    }

    /** Whether a resource of this URI is a skill's {@code SKILL.md}. */
    public static boolean isSkill(String uri) {
        return uri.startsWith(SCHEME) && uri.endsWith(SKILL_MD) && uri.length() > SCHEME.length() + SKILL_MD.length();
    }

    /** Whether a catalogue has any skill. */
    public static boolean anyIn(CatalogSnapshot catalog) {
        return catalog.resources().stream().anyMatch(resource -> isSkill(resource.uri()));
    }

    /** All skills of a catalogue, in the order in which their {@code SKILL.md} are listed. */
    public static List<SkillFolder> of(CatalogSnapshot catalog) {
        NavigableMap<String, ResourceEntry> byUri = new TreeMap<>();
        for (ResourceEntry resource : catalog.resources()) {
            if (resource.uri().startsWith(SCHEME)) {
                byUri.put(resource.uri(), resource);
            }
        }
        List<SkillFolder> skills = new ArrayList<>();
        for (ResourceEntry resource : catalog.resources()) {
            if (isSkill(resource.uri())) {
                String below = directory(resource.uri()) + '/';
                boolean dynamic = catalog.templates().stream()
                        .anyMatch(template -> template.template().text().startsWith(below));
                skills.add(new SkillFolder(resource.uri(), List.copyOf(below(byUri, below)), dynamic));
            }
        }
        return List.copyOf(skills);
    }

    /** The last segment of its path, which is its name. */
    public String name() {
        String directory = directory(uri);
        return directory.substring(directory.lastIndexOf('/') + 1);
    }

    /** Whether somebody may read all of it. */
    public boolean visibleTo(Principal principal) {
        for (ResourceEntry file : files) {
            if (!principal.hasAnyOf(file.roles())) {
                return false;
            }
        }
        return true;
    }

    /** Whether a file belongs to it. */
    public boolean has(String file) {
        return file.startsWith(directory(uri) + '/');
    }

    private static String directory(String uri) {
        return uri.substring(0, uri.length() - SKILL_MD.length());
    }

    /** Everything whose URI begins so; {@code 0} comes right after {@code /}. */
    private static java.util.Collection<ResourceEntry> below(NavigableMap<String, ResourceEntry> byUri, String prefix) {
        String end = prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1);
        return byUri.subMap(prefix, true, end, false).values();
    }
}
