package dev.sluice.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The keys that say how the gateway gets a token of its own. */
record CredentialKeys(
        Key<URI> tokenUrl, Key<String> clientId, Key<Secret> clientSecret, Key<String> scope, Key<String> resource) {
    static CredentialKeys of(String path) {
        return new CredentialKeys(
                Key.optional(path + ".tokenUrl", OutgoingKinds.tokenEndpoint(), "the token endpoint"),
                Key.optional(path + ".clientId", Kinds.text(512), "who the gateway is there"),
                Key.optional(path + ".clientSecret", Kinds.secret(1), "its secret"),
                Key.optional(path + ".scope", Kinds.text(2048), "scopes to ask for, separated by spaces"),
                Key.optional(path + ".resource", Kinds.text(2048), "the resource that the token is for (RFC 8707)"));
    }

    List<Key<?>> all() {
        return List.of(tokenUrl, clientId, clientSecret, scope, resource);
    }

    /** The credentials when they are complete. */
    Optional<ClientCredentials> read(Values own) {
        Optional<URI> endpoint = own.find(tokenUrl);
        Optional<String> id = own.find(clientId);
        Optional<Secret> secret = own.find(clientSecret);
        if (endpoint.isEmpty() || id.isEmpty() || secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ClientCredentials(endpoint.get(), id.get(), secret.get(), own.find(scope), own.find(resource)));
    }
}
