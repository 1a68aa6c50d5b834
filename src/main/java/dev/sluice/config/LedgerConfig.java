package dev.sluice.config;

import java.time.Duration;
import java.util.Optional;

/**
 * The audit trail.
 *
 * @param enabled whether calls are recorded
 * @param url {@code postgresql://user:password@host/db} (or its jdbc form); without one an embedded database in the data directory
 * @param intake records that may wait to be written; more are lost and counted
 * @param batch records written in one transaction
 * @param flushInterval how long a record waits at most before it is written
 */
public record LedgerConfig(boolean enabled, Optional<Secret> url, int intake, int batch, Duration flushInterval) {}
