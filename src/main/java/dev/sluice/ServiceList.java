package dev.sluice;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.catalog.Visible;
import dev.sluice.config.FederationConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The services behind a gateway and what is known of them at one moment, for the person who has started it.
 *
 * @param services in the order of the file
 */
record ServiceList(List<Service> services) {
    ServiceList {
        services = List.copyOf(services);
    }

    /**
     * One of them.
     *
     * @param known whether it has said what it offers
     * @param tools of it at the default endpoint
     * @param trouble why nothing is known of it, as far as that is known; fit to be shown
     */
    record Service(String name, boolean known, int tools, String trouble) {
        String text() {
            if (known) {
                return tools == 1 ? "1 tool" : tools + " tools";
            }
            return "has not answered yet" + (trouble.isEmpty() ? "" : ": " + trouble);
        }
    }

    /**
     * What is known now.
     *
     * @param statuses of the services, by name
     */
    static ServiceList of(
            FederationConfig federation, CatalogSnapshot catalog, Map<String, Map<String, Object>> statuses) {
        return new ServiceList(Stream.concat(
                        federation.upstreams().keySet().stream(), federation.rest().keySet().stream())
                .map(name -> service(name, catalog, statuses.getOrDefault(name, Map.of())))
                .toList());
    }

    private static Service service(String name, CatalogSnapshot catalog, Map<String, Object> status) {
        int tools = (int) catalog.tools().stream()
                .filter(tool -> tool.provider().equals(name))
                .count();
        boolean reachable = Boolean.TRUE.equals(status.get("reachable"));
        String trouble = Visible.of(Objects.toString(status.get("lastFailure"), ""));
        // A REST service says nothing of being reachable: it is asked with the first call.
        boolean silent = status.containsKey("reachable") || !trouble.isEmpty();
        return new Service(name, tools > 0 || reachable || !silent, tools, trouble);
    }

    List<String> names() {
        return services.stream().map(Service::name).toList();
    }

    /** A line for each, nothing when there is none. */
    String text() {
        int width = services.stream()
                .mapToInt(service -> service.name().length())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        for (Service service : services) {
            text.append(text.isEmpty() ? "  servers   " : "            ")
                    .append(service.name())
                    .repeat(' ', width - service.name().length() + 2)
                    .append(service.text())
                    .append('\n');
        }
        return text.toString();
    }

    /** Tells of each service of which nothing is known here when it answers at last; once each. */
    void tellLater(Gateway gateway, FederationConfig federation, Consumer<String> told) {
        Set<String> silent = ConcurrentHashMap.newKeySet();
        services.stream().filter(service -> !service.known()).forEach(service -> silent.add(service.name()));
        if (silent.isEmpty()) {
            return;
        }
        gateway.vertx()
                .eventBus()
                .<CatalogChange>localConsumer(
                        Addresses.CATALOG_CHANGED,
                        message -> of(federation, gateway.catalog(), gateway.services()).services().stream()
                                .filter(service -> service.tools() > 0 && silent.remove(service.name()))
                                .forEach(
                                        service -> told.accept("  " + service.name() + " answers: " + service.text())));
    }
}
