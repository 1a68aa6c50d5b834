package dev.sluice.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Sessions of legacy clients.
 *
 * @param key secret from which the sealing key is derived; without one each start makes its own, and sessions end with it
 * @param ttl how long a session id is accepted
 */
public record SessionConfig(Optional<Secret> key, Duration ttl) {}
