package dev.sluice.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One endpoint with a selection of what there is: {@code /mcp/NAME}, or {@code /mcp} for the name {@value #DEFAULT}.
 *
 * @param tools patterns of public tool names, {@code *} stands for any characters
 * @param prompts patterns of public prompt names
 * @param resources patterns of URIs
 * @param prefixes prefixes that differ here, by provider; patterns see the usual ones
 * @param roles who may use the endpoint at all; empty for every authenticated caller
 * @param perUser requests for work of one caller in the window of the limits, at this endpoint
 * @param admission bounds of all calls that come through it, on top of the others
 * @param search whether tools are found by a search tool instead of being listed
 * @param listed patterns of tools that are listed all the same when {@code search} is on
 * @param instructions what clients are told of the endpoint
 */
public record VirtualServerConfig(
        List<String> tools,
        List<String> prompts,
        List<String> resources,
        Map<String, String> prefixes,
        Set<String> roles,
        OptionalInt perUser,
        Optional<AdmissionConfig> admission,
        boolean search,
        List<String> listed,
        Optional<String> instructions) {
    /** The name of the endpoint {@code /mcp}. */
    public static final String DEFAULT = "default";

    /** Everything, for everybody. */
    public static final VirtualServerConfig ALL = new VirtualServerConfig(
            List.of("*"),
            List.of("*"),
            List.of("*"),
            Map.of(),
            Set.of(),
            OptionalInt.empty(),
            Optional.empty(),
            false,
            List.of(),
            Optional.empty());

    public VirtualServerConfig {
        tools = List.copyOf(tools);
        prompts = List.copyOf(prompts);
        resources = List.copyOf(resources);
        prefixes = Map.copyOf(prefixes);
        roles = Set.copyOf(roles);
        listed = List.copyOf(listed);
    }
}
