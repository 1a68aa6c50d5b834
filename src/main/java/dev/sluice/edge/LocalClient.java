package dev.sluice.edge;

import dev.sluice.bus.Principal;
import dev.sluice.edge.stdio.StandardStreams;
import io.vertx.core.Promise;

/**
 * The client at the other end of standard input and output.
 *
 * @param streams what it reads and writes
 * @param principal who it is
 * @param ended completed when there is no more input and everything has been answered, or nobody is there any more
 */
public record LocalClient(StandardStreams streams, Principal principal, Promise<Void> ended) {}
