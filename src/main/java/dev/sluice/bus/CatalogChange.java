package dev.sluice.bus;

/**
 * The catalogue has changed; published to {@link Addresses#CATALOG_CHANGED} when the new one can be read.
 *
 * @param version of the new catalogue
 * @param tools whether the list of tools differs
 * @param prompts whether the list of prompts differs
 * @param resources whether the list of resources or of templates differs
 */
public record CatalogChange(long version, boolean tools, boolean prompts, boolean resources) {}
