package dev.sluice.catalog;

import dev.sluice.bus.Offer;
import dev.sluice.bus.PromptDescriptor;
import dev.sluice.bus.ResourceDescriptor;
import dev.sluice.bus.ResourceEntry;
import dev.sluice.bus.Roles;
import dev.sluice.bus.TemplateDescriptor;
import dev.sluice.bus.TemplateEntry;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.config.FederationConfig;
import dev.sluice.config.PinMode;
import dev.sluice.config.ServiceConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.ToolConfig;
import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks at everything that is offered, in order, and takes in what may be served. What is wrong with something of a built-in
 * provider or a plugin is told by a {@link CatalogException}; what is wrong with something of a service costs that alone.
 * Makes one {@link Stock}; used by one thread.
 */
final class Intake {
    /** Tools, and things of each other kind, that a catalogue has at most; those of services beyond it are withheld. */
    static final int MAX_OF_A_KIND = 20_000;
    /** Bytes of the definition of one tool or prompt of a service. */
    static final int MAX_DEFINITION = 256 * 1024;

    /** URIs are those of their server and have no prefix. */
    private static final String FIRST = "the service that stands first in the configuration has the URI";

    private final SluiceConfig config;
    private final FederationConfig federation;
    private final Map<String, ToolItem> before;
    private final PinCheck pins;
    private final Stock stock = new Stock();
    private final Claims toolNames = new Claims("tools", stock.withheld);
    private final Claims promptNames = new Claims("prompts", stock.withheld);
    private final Claims uris = new Claims("resources", FIRST, stock.withheld);
    private final Claims templates = new Claims("resource templates", FIRST, stock.withheld);

    /** @param before tools of the catalogue that is to be replaced, by provider and own name */
    Intake(SluiceConfig config, Map<String, ToolItem> before, Pins pins) {
        this.config = config;
        this.federation = config.federation();
        this.before = before;
        this.pins = new PinCheck(pins);
    }

    static String key(String provider, String name) {
        return provider + '\0' + name;
    }

    Stock take(Iterable<Offer> offers) {
        for (Offer offer : inOrder(offers)) {
            Optional<ServiceConfig> service = federation.service(offer.provider());
            offer.tools().forEach(tool -> tool(tool, service));
            if (offer.prompts() != null) {
                stock.offersPrompts = true;
                offer.prompts().forEach(prompt -> prompt(prompt, service));
            }
            if (offer.resources() != null) {
                stock.offersResources = true;
                offer.resources().forEach(resource -> resource(resource, service));
            }
            if (offer.templates() != null) {
                stock.offersResources = true;
                offer.templates().forEach(template -> template(template, service));
            }
        }
        stock.fresh = List.copyOf(pins.fresh());
        stock.quarantined = List.copyOf(pins.quarantined());
        return stock;
    }

    /** Built-in ones and plugins as they come, then services as the file has them. */
    private List<Offer> inOrder(Iterable<Offer> offers) {
        Map<String, Integer> places = new HashMap<>();
        federation.upstreams().keySet().forEach(name -> places.put(name, places.size() + 1));
        federation.rest().keySet().forEach(name -> places.put(name, places.size() + 1));
        List<Offer> all = new ArrayList<>();
        offers.forEach(all::add);
        Set<String> heard =
                all.stream().filter(Intake::hasAnything).map(Offer::provider).collect(Collectors.toSet());
        stock.whole = heard.containsAll(places.keySet());
        all.sort(Comparator.comparingInt(offer -> places.getOrDefault(offer.provider(), 0)));
        return all;
    }

    /** What cannot be reached has not offered anything yet. */
    private static boolean hasAnything(Offer offer) {
        return !offer.tools().isEmpty()
                || offer.prompts() != null
                || offer.resources() != null
                || offer.templates() != null;
    }

    private void tool(ToolDescriptor tool, Optional<ServiceConfig> service) {
        if (!isSelected(tool.name(), service)) {
            return;
        }
        String name = PublicName.of(service.map(ServiceConfig::prefix).orElse(""), tool.name());
        boolean mend = service.isPresent();
        if (!isNamed("tool", tool.provider(), name, mend)
                || !isOfSize(tool.definition(), tool.provider(), name, mend)
                || !hasRoom("tools", stock.tools, tool.provider(), name, mend)) {
            return;
        }
        try {
            ToolItem item = item(tool, name, service);
            if (toolNames.claim(name, tool.provider(), mend) && isAccepted(item.pinned(), service)) {
                stock.tools.add(item);
            }
        } catch (CatalogException e) {
            if (!mend) {
                throw e;
            }
            withhold(tool.provider(), name, Reason.DEFINITION, e.said());
        }
    }

    /** What was looked at before is looked at again only when the rules for it are others, and never compiled again. */
    private ToolItem item(ToolDescriptor tool, String name, Optional<ServiceConfig> service) {
        ToolItem.Rules rules = rules(tool, name, service);
        ToolItem known = before.get(key(tool.provider(), tool.name()));
        if (known == null || !known.offered().equals(tool)) {
            ToolDescriptor shaped = service.isPresent() ? ToolShape.of(tool).tool() : tool;
            return ToolItem.of(tool, shaped, name, rules, SchemaCheck.of(shaped));
        }
        return known.isUnder(name, rules) ? known : known.under(name, rules);
    }

    private ToolItem.Rules rules(ToolDescriptor tool, String name, Optional<ServiceConfig> service) {
        Optional<ToolConfig> rules = Optional.ofNullable(config.tools().get(name));
        Set<String> own = rules.flatMap(ToolConfig::roles).orElse(tool.roles());
        Duration offered = tool.timeout() != null ? tool.timeout() : timeout(service);
        return new ToolItem.Rules(
                roles(own, service), rules.flatMap(ToolConfig::timeout).orElse(offered));
    }

    private void prompt(PromptDescriptor prompt, Optional<ServiceConfig> service) {
        String name = PublicName.of(service.map(ServiceConfig::prefix).orElse(""), prompt.name());
        boolean mend = service.isPresent();
        if (!isNamed("prompt", prompt.provider(), name, mend)
                || !isOfSize(prompt.definition(), prompt.provider(), name, mend)
                || !hasRoom("prompts", stock.prompts, prompt.provider(), name, mend)
                || !promptNames.claim(name, prompt.provider(), mend)) {
            return;
        }
        PromptItem item = new PromptItem(
                prompt,
                name,
                roles(prompt.roles(), service),
                timeout(service),
                Definition.of(Kind.PROMPT, prompt.provider(), prompt.name(), name, prompt.definition()));
        if (isAccepted(item.pinned(), service)) {
            stock.prompts.add(item);
        }
    }

    private void resource(ResourceDescriptor resource, Optional<ServiceConfig> service) {
        boolean mend = service.isPresent();
        if (hasRoom("resources", stock.resources, resource.provider(), resource.uri(), mend)
                && uris.claim(resource.uri(), resource.provider(), mend)) {
            stock.resources.add(new ResourceEntry(
                    resource.uri(),
                    resource.provider(),
                    resource.definition(),
                    roles(resource.roles(), service),
                    timeout(service)));
        }
    }

    private void template(TemplateDescriptor template, Optional<ServiceConfig> service) {
        boolean mend = service.isPresent();
        String text = template.template().text();
        if (hasRoom("resource templates", stock.templates, template.provider(), text, mend)
                && templates.claim(text, template.provider(), mend)) {
            stock.templates.add(new TemplateEntry(
                    template.template(),
                    template.provider(),
                    template.definition(),
                    roles(template.roles(), service),
                    timeout(service)));
        }
    }

    private boolean isAccepted(Definition definition, Optional<ServiceConfig> service) {
        if (pins.accepts(definition, service.map(ServiceConfig::pins).orElse(PinMode.OFF))) {
            return true;
        }
        withhold(
                definition.provider(),
                definition.publicName(),
                Reason.REVIEW,
                "The definition of the " + definition.kind().word() + " \"" + definition.publicName()
                        + "\" is not the accepted one: it is withheld until it is accepted by \"sluice tools review\".");
        return false;
    }

    private boolean isNamed(String what, String provider, String name, boolean mend) {
        if (!mend || PublicName.isAcceptable(name)) {
            return true;
        }
        withhold(
                provider,
                name,
                Reason.NAME,
                "The " + what + " \"" + name + "\" of \"" + provider
                        + "\" is withheld: names have only letters, digits and _ . / -");
        return false;
    }

    private boolean isOfSize(RawJson definition, String provider, String name, boolean mend) {
        if (!mend || definition.length() <= MAX_DEFINITION) {
            return true;
        }
        withhold(
                provider,
                name,
                Reason.DEFINITION,
                "The definition of \"" + name + "\" of \"" + provider + "\" is larger than " + MAX_DEFINITION
                        + " bytes.");
        return false;
    }

    private boolean hasRoom(String what, List<?> of, String provider, String name, boolean mend) {
        if (!mend || of.size() < MAX_OF_A_KIND) {
            return true;
        }
        withhold(
                provider,
                name,
                Reason.BOUND,
                "Of \"" + provider + "\" " + what + " are withheld: a catalogue has at most " + MAX_OF_A_KIND + ".");
        return false;
    }

    private static boolean isSelected(String name, Optional<ServiceConfig> service) {
        return service.map(rules -> (rules.include().isEmpty() || new NamePatterns(rules.include()).match(name))
                        && !new NamePatterns(rules.exclude()).match(name))
                .orElse(true);
    }

    private static Set<String> roles(Set<String> own, Optional<ServiceConfig> service) {
        return service.map(rules -> Roles.both(rules.roles(), own)).orElse(own);
    }

    private Duration timeout(Optional<ServiceConfig> service) {
        return service.map(ServiceConfig::timeout).orElse(config.calls().timeout());
    }

    private void withhold(String provider, String name, Reason reason, String message) {
        stock.withheld.add(new Withheld(provider, name, reason, message));
    }
}
