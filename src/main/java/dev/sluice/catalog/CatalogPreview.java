package dev.sluice.catalog;

import dev.sluice.bus.Call;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Offer;
import dev.sluice.config.PinMode;
import dev.sluice.config.ServiceConfig;
import dev.sluice.config.SluiceConfig;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a gateway would serve of what is offered, for people who ask before it serves. Nothing is published, and the file of
 * pins is read and not written. Immutable.
 */
public final class CatalogPreview {
    private final SluiceConfig config;
    private final Built built;
    private final Pins pins;

    private CatalogPreview(SluiceConfig config, Built built, Pins pins) {
        this.config = config;
        this.built = built;
        this.pins = pins;
    }

    /**
     * What is served of one service, over all endpoints.
     *
     * @param resources templates included
     * @param pinned tools and prompts that are as they were accepted
     * @param changed those that are not, and are withheld
     * @param unpinned those that nobody has accepted yet, served or not
     * @param pins whether definitions of the service are compared with anything at all
     */
    public record Served(int tools, int prompts, int resources, int pinned, int changed, int unpinned, boolean pins) {}

    /**
     * Something that a service offers and that is not served.
     *
     * @param name its public name or its URI, fit to be shown
     * @param message why, and how to mend it
     */
    public record LeftOut(String name, String message) {}

    /**
     * Builds it. Blocking: schemas are compiled and the file of pins is read.
     *
     * @throws CatalogException when built-in providers and plugins do not agree with each other
     * @throws PinFileException when definitions are pinned and the file of pins cannot be used
     */
    public static CatalogPreview of(SluiceConfig config, Collection<Offer> offers) {
        Set<String> endpoints = new LinkedHashSet<>(Set.of(Call.DEFAULT_SERVER));
        endpoints.addAll(config.federation().servers().keySet());
        Pins pins = isPinned(config) ? new PinStore(config.federation().pins()).load() : Pins.NONE;
        Built built = new CatalogBuilder(config, endpoints).build(Built.nothing(Map.of()), offers, pins);
        return new CatalogPreview(config, built, pins);
    }

    private static boolean isPinned(SluiceConfig config) {
        return Stream.concat(
                        config.federation().upstreams().keySet().stream(), config.federation().rest().keySet().stream())
                .anyMatch(name -> isPinned(config, name));
    }

    private static boolean isPinned(SluiceConfig config, String service) {
        return config.federation()
                .service(service)
                .map(ServiceConfig::pins)
                .filter(mode -> mode != PinMode.OFF)
                .isPresent();
    }

    /** What is served of a service. */
    public Served served(String service) {
        int tools = (int) built.items().values().stream()
                .filter(item -> item.offered().provider().equals(service))
                .count();
        int prompts = shown(snapshot -> snapshot.prompts().stream()
                .filter(prompt -> prompt.provider().equals(service))
                .map(prompt -> prompt.localName()));
        int resources = shown(snapshot -> Stream.concat(
                snapshot.resources().stream()
                        .filter(resource -> resource.provider().equals(service))
                        .map(resource -> "r" + resource.uri()),
                snapshot.templates().stream()
                        .filter(template -> template.provider().equals(service))
                        .map(template -> "t" + template.template().text())));
        int fresh = of(service, built.fresh());
        int waiting = of(service, built.quarantined());
        int changed = of(
                service,
                built.quarantined().stream().filter(one -> pins.of(one) != null).toList());
        return new Served(
                tools,
                prompts,
                resources,
                Math.max(0, tools + prompts - fresh),
                changed,
                fresh + waiting - changed,
                isPinned(config, service));
    }

    /** What is not served of a service, in the order in which it is offered. */
    public List<LeftOut> leftOut(String service) {
        return built.withheld().stream()
                .filter(one -> one.provider().equals(service))
                .map(one -> new LeftOut(Visible.of(one.name()), Visible.of(one.message())))
                .distinct()
                .toList();
    }

    /** What is odd besides that, one sentence each. */
    public List<String> warnings() {
        Set<String> told = new HashSet<>();
        built.withheld().forEach(one -> told.add(one.message()));
        return built.warnings().stream()
                .filter(warning -> !told.contains(warning))
                .toList();
    }

    private int shown(Function<CatalogSnapshot, Stream<String>> names) {
        return (int)
                built.snapshots().values().stream().flatMap(names).distinct().count();
    }

    private static int of(String service, List<Definition> definitions) {
        return (int) definitions.stream()
                .filter(one -> one.provider().equals(service))
                .count();
    }
}
