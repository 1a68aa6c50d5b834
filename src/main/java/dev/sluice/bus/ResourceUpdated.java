package dev.sluice.bus;

/**
 * What a URI stands for has changed; published to {@link Addresses#RESOURCE_UPDATED}.
 *
 * @param uri the URI callers use
 */
public record ResourceUpdated(String uri) {}
