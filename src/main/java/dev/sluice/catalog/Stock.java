package dev.sluice.catalog;

import dev.sluice.bus.ResourceEntry;
import dev.sluice.bus.TemplateEntry;
import java.util.ArrayList;
import java.util.List;

/** Everything that may be served, before endpoints select from it, and what may not. Filled by {@link Intake}. */
final class Stock {
    final List<ToolItem> tools = new ArrayList<>();
    final List<PromptItem> prompts = new ArrayList<>();
    final List<ResourceEntry> resources = new ArrayList<>();
    final List<TemplateEntry> templates = new ArrayList<>();
    final List<Withheld> withheld = new ArrayList<>();
    /** Definitions that wait to be reviewed. */
    List<Definition> quarantined = List.of();
    /** Definitions that were seen for the first time. */
    List<Definition> fresh = List.of();

    boolean offersPrompts;
    boolean offersResources;
    /** Whether every service has offered something. */
    boolean whole;
}
