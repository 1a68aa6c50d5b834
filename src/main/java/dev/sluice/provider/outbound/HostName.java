package dev.sluice.provider.outbound;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host of the configuration in the one spelling that everything is compared in: ASCII, lower case, no dot at the end, no
 * brackets, IPv6 as RFC 5952 has it. Spellings of addresses that systems read differently ({@code 127.1}, {@code 0x7f000001}, {@code 017700000001})
 * are none.
 *
 * @param text the name or the address
 * @param literal the address when it is one
 * @param plain whether it was written so in the first place
 */
record HostName(String text, Optional<InetAddress> literal, boolean plain) {
    private static final int LONGEST = 253;
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,63}(?:\\.[a-z0-9_-]{1,63})*");
    private static final String BYTE = "(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    private static final Pattern DOTTED = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
    /** A last label by which browsers and resolvers take a name for an address. */
    private static final Pattern NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    /**
     * Reads the host of a URI.
     *
     * @throws AddressRefusedException when it has none, or one that is not spelled in full
     */
    static HostName of(String host) {
        if (host.indexOf(':') >= 0) {
            return ofVersion6(host);
        }
        String ascii = ascii(host);
        String text = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        boolean plain = text.equals(host);
        if (DOTTED.matcher(text).matches()) {
            return new HostName(text, Optional.of(InetAddress.ofLiteral(text)), plain);
        }
        if (text.length() > LONGEST
                || !NAME.matcher(text).matches()
                || NUMBER.matcher(text).matches()) {
            throw odd(host);
        }
        return new HostName(text, Optional.empty(), plain);
    }

    private static HostName ofVersion6(String host) {
        boolean inBrackets = host.startsWith("[") && host.endsWith("]");
        String text = inBrackets ? host.substring(1, host.length() - 1) : host;
        if (text.indexOf('%') >= 0) {
            throw odd(host);
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            boolean plain = address.getAddress().length == 16
                    && Networks.embedded(address.getAddress()).isEmpty();
            return new HostName(NetUtil.toAddressString(address), Optional.of(address), plain);
        } catch (IllegalArgumentException e) {
            throw odd(host);
        }
    }

    private static String ascii(String host) {
        try {
            return IDN.toASCII(host).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw odd(host);
        }
    }

    private static AddressRefusedException odd(String host) {
        return new AddressRefusedException(
                "The host " + shortened(host)
                        + " is neither a name nor an address in full. Write it as api.example.com, 192.0.2.7 or [2001:db8::7].");
    }

    private static String shortened(String host) {
        String printable = host.replaceAll("[^\\x21-\\x7e]", "?");
        return '"' + (printable.length() > 80 ? printable.substring(0, 80) + "..." : printable) + '"';
    }

    /** Whether it was written as this machine's own name. */
    boolean isLocalhost() {
        return plain && text.equals("localhost");
    }
}
