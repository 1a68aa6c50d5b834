package dev.sluice.provider.outbound;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses belong to the public internet: the registries of special-purpose addresses (RFC 6890, as of 2026) read as
 * rules. An IPv6 address that carries an IPv4 address is what that one is.
 */
final class Networks {
    private record Rule(Network network, String kind) {
        static Rule of(String network, String kind) {
            return new Rule(Network.of(network), kind);
        }
    }

    private static final List<Rule> SPECIAL = List.of(
            Rule.of("0.0.0.0/8", "unspecified"),
            Rule.of("10.0.0.0/8", "private"),
            Rule.of("100.64.0.0/10", "shared"),
            Rule.of("127.0.0.0/8", "loopback"),
            Rule.of("169.254.0.0/16", "link-local"),
            Rule.of("172.16.0.0/12", "private"),
            Rule.of("192.0.0.0/24", "reserved"),
            Rule.of("192.0.2.0/24", "documentation"),
            Rule.of("192.88.99.0/24", "reserved"),
            Rule.of("192.168.0.0/16", "private"),
            Rule.of("198.18.0.0/15", "benchmark"),
            Rule.of("198.51.100.0/24", "documentation"),
            Rule.of("203.0.113.0/24", "documentation"),
            Rule.of("224.0.0.0/4", "multicast"),
            Rule.of("255.255.255.255/32", "broadcast"),
            Rule.of("240.0.0.0/4", "reserved"),
            Rule.of("::/128", "unspecified"),
            Rule.of("::1/128", "loopback"),
            Rule.of("2001::/23", "reserved"),
            Rule.of("2001:db8::/32", "documentation"),
            Rule.of("3fff::/20", "documentation"),
            Rule.of("fc00::/7", "private"),
            Rule.of("fe80::/10", "link-local"),
            Rule.of("fec0::/10", "site-local"),
            Rule.of("ff00::/8", "multicast"));
    /** Where IPv6 addresses that anybody may have are. */
    private static final Network GLOBAL = Network.of("2000::/3");

    private static final Network TRANSLATED = Network.of("64:ff9b::/96");
    /** Forms of IPv6 that end with an IPv4 address: compatible, mapped, translated (SIIT and NAT64). */
    private static final List<Network> ENDING = List.of(
            Network.of("::/96"), Network.ofBytes(mappedPrefix(), 96), Network.of("::ffff:0:0:0/96"), TRANSLATED);

    private static final Network SIX_TO_FOUR = Network.of("2002::/16");

    private Networks() {}

    /** What kind of address it is when it is none of the public internet. */
    static Optional<String> special(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Rule rule : SPECIAL) {
            if (rule.network().contains(bytes)) {
                return Optional.of(rule.kind());
            }
        }
        if (bytes.length == 4) {
            return Optional.empty();
        }
        Optional<String> carried = embedded(bytes).flatMap(inner -> special(address(inner)));
        if (carried.isPresent()) {
            return carried;
        }
        return GLOBAL.contains(bytes) || TRANSLATED.contains(bytes) ? Optional.empty() : Optional.of("reserved");
    }

    /** The IPv4 address that an IPv6 address carries. */
    static Optional<byte[]> embedded(byte[] bytes) {
        if (bytes.length != 16) {
            return Optional.empty();
        }
        if (SIX_TO_FOUR.contains(bytes)) {
            return Optional.of(Arrays.copyOfRange(bytes, 2, 6));
        }
        // ISATAP: 0000:5efe or 0200:5efe before the address (RFC 5214, 6.1).
        boolean isatap = (bytes[8] & ~2) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe;
        boolean loopbackOrNone = Network.of("::/127").contains(bytes);
        return !loopbackOrNone && (isatap || ENDING.stream().anyMatch(form -> form.contains(bytes)))
                ? Optional.of(Arrays.copyOfRange(bytes, 12, 16))
                : Optional.empty();
    }

    private static InetAddress address(byte[] bytes) {
        return InetAddress.ofLiteral(
                (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[3] & 0xff));
    }

    /** {@code ::ffff:0:0}, which Java would read as an IPv4 address. */
    private static byte[] mappedPrefix() {
        byte[] prefix = new byte[16];
        prefix[10] = (byte) 0xff;
        prefix[11] = (byte) 0xff;
        return prefix;
    }
}
