package dev.sluice.bus;

/**
 * Somebody begins or ends to want to hear of the changes of a resource ({@link ResourceUpdated}). Sent to {@link
 * Addresses#watch} of the provider that reads it; each beginning has its end. Who subscribes a client waits for the reply
 * before it acknowledges.
 *
 * @param uri as the catalogue spells it
 * @param wanted true at the beginning
 */
public record ResourceWatch(String uri, boolean wanted) {}
