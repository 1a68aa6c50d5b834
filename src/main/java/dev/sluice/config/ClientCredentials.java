package dev.sluice.config;

import java.net.URI;
import java.util.Optional;

/**
 * How a gateway gets a token of its own for a tool server (OAuth 2.1, grant {@code client_credentials}).
 *
 * @param tokenUrl the token endpoint
 * @param clientId who the gateway is there
 * @param clientSecret sent by HTTP Basic authentication
 * @param scope scopes to ask for, separated by spaces
 * @param resource the resource that the token is for (RFC 8707); normally the address of the tool server
 */
public record ClientCredentials(
        URI tokenUrl, String clientId, Secret clientSecret, Optional<String> scope, Optional<String> resource) {
    /** Without the query of the address, which may hold a key. */
    @Override
    public String toString() {
        return "ClientCredentials[tokenUrl=" + AddressKinds.withoutPassword(tokenUrl.toString()) + ", clientId="
                + clientId + ", clientSecret=" + clientSecret + ", scope=" + scope + ", resource=" + resource + "]";
    }
}
