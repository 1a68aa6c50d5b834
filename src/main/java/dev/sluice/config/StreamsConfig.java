package dev.sluice.config;

import java.time.Duration;

/**
 * Event streams to clients.
 *
 * @param max streams of a node, resumable ones without a client included
 * @param perUser streams of one caller on a node
 * @param heartbeat how often an idle stream gets a comment
 * @param bufferSize bytes kept for one stream: unread ones of a slow reader, and those that can be replayed
 * @param resumeFor how long the stream of an old client is kept for it to come back
 * @param retry how soon an old client is told to come back
 * @param httpSse whether the deprecated transport of 2024-11-05 is served
 */
public record StreamsConfig(
        int max,
        int perUser,
        Duration heartbeat,
        Bytes bufferSize,
        Duration resumeFor,
        Duration retry,
        boolean httpSse) {}
