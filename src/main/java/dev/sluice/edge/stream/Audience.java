package dev.sluice.edge.stream;

import dev.sluice.bus.Principal;

/**
 * Who listens, and where: decides which changes of lists somebody is told of.
 *
 * @param server the endpoint
 * @param principal as known when listening began
 */
public record Audience(String server, Principal principal) {}
