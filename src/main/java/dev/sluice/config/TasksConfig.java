package dev.sluice.config;

import java.time.Duration;

/**
 * Calls that go on as tasks.
 *
 * @param max tasks of a node, ended ones that are still kept included
 * @param perUser tasks of one caller on a node
 * @param maxTtl how long a task may be kept at most
 * @param maxSize bytes of all tasks of a node: what they need to run, and their results afterwards
 */
public record TasksConfig(int max, int perUser, Duration maxTtl, Bytes maxSize) {}
