package dev.sluice.bus;

/**
 * The catalogue of an endpoint has changed; published to {@link Addresses#CATALOG_CHANGED} when the new one can be read. Who
 * may see what differs is not looked at.
 *
 * @param server the endpoint
 * @param version of the new catalogue; those of two endpoints differ
 * @param tools whether the list of tools differs
 * @param prompts whether the list of prompts differs
 * @param resources whether the list of resources or of templates differs
 */
public record CatalogChange(String server, long version, boolean tools, boolean prompts, boolean resources) {
    /** A change at the default endpoint. */
    public CatalogChange(long version, boolean tools, boolean prompts, boolean resources) {
        this(Call.DEFAULT_SERVER, version, tools, prompts, resources);
    }

    /** Whether a list differs at all. */
    public boolean isSeen() {
        return tools || prompts || resources;
    }
}
