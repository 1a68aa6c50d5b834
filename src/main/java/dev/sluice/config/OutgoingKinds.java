package dev.sluice.config;

import dev.sluice.config.Written.Form;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** Kinds of addresses that the gateway connects to. Nothing here asks a name server. */
final class OutgoingKinds {
    private static final int MOST_PORT = 65_535;

    private OutgoingKinds() {}

    /** The address of a service behind the gateway. What its query may hold is never shown. */
    static Kind<URI> service() {
        return new ScalarKind<>(
                        Form.TEXT,
                        OutgoingKinds::plain,
                        "write it as https://api.example.com/v1; names and passwords belong in headers or oauth",
                        AddressKinds.TEXT)
                .masked(AddressKinds::withoutPassword);
    }

    /** The address of a token endpoint: https, or http on this machine. */
    static Kind<URI> tokenEndpoint() {
        return new ScalarKind<>(
                        Form.TEXT,
                        text -> {
                            URI uri = plain(text);
                            if (!"https".equals(uri.getScheme()) && !AddressKinds.isLoopback(uri.getHost())) {
                                throw new IllegalArgumentException("is not https");
                            }
                            return uri;
                        },
                        "write an https address; http only for localhost",
                        AddressKinds.TEXT)
                .masked(AddressKinds::withoutPassword);
    }

    private static URI plain(String text) {
        if (text.contains("{")) {
            throw new IllegalArgumentException("holds a {, and nothing may stand for a part of an address");
        }
        URI uri = AddressKinds.uri(text, Set.of("http", "https"));
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("names a user");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("has a fragment");
        }
        if (uri.getPort() == 0 || uri.getPort() > MOST_PORT) {
            throw new IllegalArgumentException("has a port that is not between 1 and " + MOST_PORT);
        }
        return uri;
    }

    /** What the gateway may connect to: a name, all names below one, or a network. */
    static Kind<String> reachable() {
        return new ScalarKind<>(
                Form.TEXT,
                text -> {
                    if (text.contains("/") || text.contains(":")) {
                        return AddressKinds.judgedNetwork(text);
                    }
                    String name = text.startsWith("*.") ? text.substring(2) : text;
                    String last = name.substring(name.lastIndexOf('.') + 1);
                    // A resolver may take what ends in a number for an address.
                    if (!AddressKinds.HOST.matcher(name).matches() || last.matches("[0-9]+|0[xX][0-9A-Fa-f]*")) {
                        throw new IllegalArgumentException("is neither a name nor a network");
                    }
                    return text.toLowerCase(Locale.ROOT);
                },
                "write it as api.internal, *.internal, 10.0.0.0/8 or 192.0.2.7/32",
                AddressKinds.TEXT);
    }
}
