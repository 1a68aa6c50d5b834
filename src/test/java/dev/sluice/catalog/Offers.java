package dev.sluice.catalog;

import dev.sluice.bus.Offer;
import dev.sluice.bus.PromptDescriptor;
import dev.sluice.bus.ResourceDescriptor;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.TemplateDescriptor;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.config.FederationConfig;
import dev.sluice.config.PinMode;
import dev.sluice.config.ServiceConfig;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.config.VirtualServerConfig;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.UriTemplate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** What services offer and how they are configured, of which a test says only what it is about. */
public final class Offers {
    private Offers() {}

    /** Tools with a definition like most. */
    public static Offer tools(String provider, String... names) {
        return offer(
                provider, Stream.of(names).map(name -> tool(provider, name)).toArray(ToolDescriptor[]::new));
    }

    public static Offer offer(String provider, ToolDescriptor... tools) {
        return new Offer(provider, List.of(tools), null, null, null);
    }

    public static ToolDescriptor tool(String provider, String name) {
        return tool(
                provider,
                name,
                "{\"name\":\"" + name + "\",\"description\":\"Does " + name
                        + ".\",\"inputSchema\":{\"type\":\"object\"}}");
    }

    /** A tool with this definition. */
    public static ToolDescriptor tool(String provider, String name, String definition) {
        return tool(provider, name, definition, Set.of());
    }

    public static ToolDescriptor tool(String provider, String name, String definition, Set<String> roles) {
        return new ToolDescriptor(
                provider,
                name,
                RawJson.of(definition),
                RawJson.of("{\"type\":\"object\"}"),
                roles,
                null,
                false,
                false,
                TaskSupport.NONE);
    }

    static PromptDescriptor prompt(String provider, String name) {
        return new PromptDescriptor(provider, name, RawJson.of("{\"name\":\"" + name + "\"}"), Set.of(), Set.of());
    }

    static ResourceDescriptor resource(String provider, String uri) {
        return new ResourceDescriptor(provider, uri, RawJson.of("{\"uri\":\"" + uri + "\"}"), Set.of());
    }

    static TemplateDescriptor template(String provider, String text) {
        return new TemplateDescriptor(
                provider, UriTemplate.of(text), RawJson.of("{\"uriTemplate\":\"" + text + "\"}"), Set.of());
    }

    /** A service with this prefix, everything else as usual. */
    public static ServiceConfig service(String prefix) {
        return service(prefix, Set.of(), List.of(), List.of(), PinMode.OFF);
    }

    public static ServiceConfig service(
            String prefix, Set<String> roles, List<String> include, List<String> exclude, PinMode pins) {
        return new ServiceConfig(
                prefix,
                roles,
                include,
                exclude,
                pins,
                Map.of(),
                Optional.empty(),
                Duration.ofSeconds(7),
                Duration.ofSeconds(1),
                4);
    }

    private static UpstreamConfig upstream(ServiceConfig service) {
        return new UpstreamConfig(
                new UpstreamConfig.Remote(URI.create("http://localhost:1/mcp"), UpstreamConfig.Transport.AUTO),
                UpstreamConfig.EraChoice.AUTO,
                UpstreamConfig.SessionsFor.CALLER,
                true,
                1,
                1,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                service);
    }

    /** These upstreams and endpoints, in their order. */
    public static FederationConfig federation(
            Map<String, ServiceConfig> services, Map<String, VirtualServerConfig> servers, Path pins) {
        Map<String, UpstreamConfig> upstreams = new LinkedHashMap<>();
        services.forEach((name, service) -> upstreams.put(name, upstream(service)));
        return new FederationConfig(upstreams, Map.of(), servers, List.of(), pins);
    }

    /** An endpoint that shows what fits these patterns to everybody. */
    public static VirtualServerConfig server(String... tools) {
        return new VirtualServerConfig(
                List.of(tools),
                List.of("*"),
                List.of("*"),
                Map.of(),
                Set.of(),
                OptionalInt.empty(),
                Optional.empty(),
                false,
                List.of(),
                Optional.empty());
    }

    /** An endpoint whose tools are found by searching. */
    public static VirtualServerConfig searched(String... listed) {
        return new VirtualServerConfig(
                List.of("*"),
                List.of("*"),
                List.of("*"),
                Map.of(),
                Set.of(),
                OptionalInt.empty(),
                Optional.empty(),
                true,
                List.of(listed),
                Optional.empty());
    }

    /** The same endpoint with these prefixes. */
    static VirtualServerConfig prefixed(VirtualServerConfig server, Map<String, String> prefixes) {
        return new VirtualServerConfig(
                server.tools(),
                server.prompts(),
                server.resources(),
                prefixes,
                server.roles(),
                server.perUser(),
                server.admission(),
                server.search(),
                server.listed(),
                server.instructions());
    }

    /** The same endpoint for these roles. */
    public static VirtualServerConfig closed(VirtualServerConfig server, Set<String> roles) {
        return new VirtualServerConfig(
                server.tools(),
                server.prompts(),
                server.resources(),
                server.prefixes(),
                roles,
                server.perUser(),
                server.admission(),
                server.search(),
                server.listed(),
                server.instructions());
    }

    /** The same endpoint with a limit and a word to its clients. */
    public static VirtualServerConfig limited(VirtualServerConfig server, int perUser, String instructions) {
        return new VirtualServerConfig(
                server.tools(),
                server.prompts(),
                server.resources(),
                server.prefixes(),
                server.roles(),
                OptionalInt.of(perUser),
                server.admission(),
                server.search(),
                server.listed(),
                Optional.of(instructions));
    }
}
