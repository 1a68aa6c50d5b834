package dev.sluice.config;

import dev.sluice.config.Written.Form;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Kinds of values that name a place on the network. Nothing here asks a name server. */
final class AddressKinds {
    static final Pattern HOST = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");
    private static final int LONGEST = 2048;
    static final Map<String, Object> TEXT = Map.of("type", "string", "minLength", 1, "maxLength", LONGEST);

    private AddressKinds() {}

    /** A host name or an address, without port. */
    static Kind<String> host() {
        return new ScalarKind<>(
                Form.TEXT,
                text -> {
                    if (text.contains(":")
                            ? !isAddress(text)
                            : !HOST.matcher(text).matches()) {
                        throw new IllegalArgumentException("is not a host name or an IP address");
                    }
                    return text;
                },
                "",
                TEXT);
    }

    /** A network in CIDR notation. */
    static Kind<String> network() {
        return new ScalarKind<>(
                Form.TEXT,
                AddressKinds::judgedNetwork,
                "write it as address/bits, such as 10.0.0.0/8, 192.0.2.7/32 or ::1/128",
                TEXT);
    }

    static String judgedNetwork(String text) {
        int slash = text.indexOf('/');
        String bits = text.substring(slash + 1);
        if (slash < 1 || !isAddress(text.substring(0, slash)) || !bits.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("is not a network");
        }
        int most = text.contains(":") ? 128 : 32;
        if (Integer.parseInt(bits) > most) {
            throw new IllegalArgumentException("has a prefix longer than " + most + " bits");
        }
        return text;
    }

    /** A web origin, or {@code *}. */
    static Kind<String> origin() {
        return new ScalarKind<>(
                Form.TEXT,
                text -> {
                    if (text.equals("*")) {
                        return text;
                    }
                    URI uri = uri(text, Set.of("http", "https"));
                    String path = String.valueOf(uri.getRawPath());
                    if (!path.isEmpty() || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                        throw new IllegalArgumentException("is more than an origin");
                    }
                    if (uri.getRawUserInfo() != null) {
                        throw new IllegalArgumentException("names a user");
                    }
                    return text;
                },
                "write it as https://app.example.com, without a slash at the end",
                TEXT);
    }

    /** The address of a Redis server; a password in it is never shown. */
    static Kind<String> redis() {
        return new ScalarKind<>(
                        Form.TEXT,
                        text -> {
                            uri(text, Set.of("redis", "rediss"));
                            return text;
                        },
                        "write it as redis://host:6379 or rediss://user:password@host:6380/0",
                        TEXT)
                .masked(AddressKinds::withoutPassword);
    }

    /** The address of a PostgreSQL database. */
    static Kind<Secret> database() {
        return new ScalarKind<>(
                        Form.TEXT,
                        text -> {
                            String plain = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
                            if (!plain.startsWith("postgresql://") || plain.length() == "postgresql://".length()) {
                                throw new IllegalArgumentException("is not the address of a PostgreSQL database");
                            }
                            return new Secret(Kinds.line(text, LONGEST));
                        },
                        "write it as postgresql://user:password@host:5432/database",
                        TEXT)
                .masked(ignored -> "***");
    }

    /** A file with a key set, or its address: https, or http on this machine. */
    static Kind<String> keySet() {
        return new ScalarKind<>(
                Form.TEXT,
                text -> {
                    if (!text.contains("://")) {
                        return Kinds.line(text, LONGEST);
                    }
                    URI uri = uri(text, Set.of("http", "https"));
                    if (uri.getRawUserInfo() != null) {
                        throw new IllegalArgumentException("names a user");
                    }
                    if (!"https".equalsIgnoreCase(uri.getScheme()) && !isLoopback(uri.getHost())) {
                        throw new IllegalArgumentException("is not https");
                    }
                    return text;
                },
                "write a file or an https address; http only for localhost",
                TEXT);
    }

    /** Whether the host is this machine and nobody else can reach it. */
    static boolean isLoopback(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return "localhost".equalsIgnoreCase(bare)
                || (isAddress(bare) && InetAddress.ofLiteral(bare).isLoopbackAddress());
    }

    /** The address with what may be secret in it replaced; whole when it cannot be told apart. */
    static String withoutPassword(String address) {
        try {
            URI uri = new URI(address);
            if (uri.getHost() == null) {
                return "***";
            }
            return uri.getScheme()
                    + "://"
                    + (uri.getRawUserInfo() == null ? "" : "***@")
                    + uri.getHost()
                    + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                    + uri.getRawPath()
                    + (uri.getRawQuery() == null ? "" : "?***");
        } catch (URISyntaxException e) {
            return "***";
        }
    }

    static URI uri(String text, Set<String> schemes) {
        try {
            URI uri = new URI(Kinds.line(text, LONGEST));
            if (uri.getHost() == null || !schemes.contains(uri.getScheme())) {
                throw new IllegalArgumentException("is not an address that starts with "
                        + String.join("://, ", schemes.stream().sorted().toList()) + "://");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not an address", e);
        }
    }

    /** Whether the text is an address in full; the short forms of IPv4 ({@code 10.1}) are no good to anybody. */
    private static boolean isAddress(String text) {
        try {
            return (text.contains(":") || text.chars().filter(c -> c == '.').count() == 3)
                    && InetAddress.ofLiteral(text).getAddress().length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
