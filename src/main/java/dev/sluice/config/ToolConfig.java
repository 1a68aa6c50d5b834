package dev.sluice.config;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Rules for one tool.
 *
 * @param roles who may call it, instead of what the provider says
 * @param timeout its time limit, instead of what the provider says
 * @param perUser calls of this tool by one caller in the window of the limits
 * @param admission its own bounds on top of the node's and its provider's
 */
public record ToolConfig(
        Optional<Set<String>> roles,
        Optional<Duration> timeout,
        Optional<Integer> perUser,
        Optional<AdmissionConfig> admission) {}
