package dev.sluice.telemetry;

import java.net.InetAddress;
import java.util.Arrays;

/** A network: an address and how many of its leading bits count. IPv4 and IPv6; an IPv4-mapped IPv6 address is IPv4. */
final class Cidr {
    private final byte[] network;
    private final int prefix;

    private Cidr(byte[] network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address. Never asks a name server.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
        int bits = address.length * Byte.SIZE;
        int prefix = slash < 0 ? bits : prefix(text, slash + 1);
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("The prefix of " + text + " must be between 0 and " + bits);
        }
        return new Cidr(masked(address, prefix), prefix);
    }

    private static int prefix(String text, int from) {
        try {
            return Integer.parseInt(text, from, text.length(), 10);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("The prefix of " + text + " is not a number", e);
        }
    }

    /** Whether an address literal lies in this network; false for anything that is no address. */
    boolean contains(String address) {
        try {
            byte[] candidate = bytes(address);
            return candidate.length == network.length && Arrays.equals(masked(candidate, prefix), network);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] bytes(String literal) {
        int zone = literal.indexOf('%');
        return InetAddress.ofLiteral(zone < 0 ? literal : literal.substring(0, zone))
                .getAddress();
    }

    private static byte[] masked(byte[] address, int prefix) {
        byte[] out = new byte[address.length];
        int whole = prefix / Byte.SIZE;
        System.arraycopy(address, 0, out, 0, whole);
        if (prefix % Byte.SIZE > 0) {
            out[whole] = (byte) (address[whole] & (0xFF << (Byte.SIZE - prefix % Byte.SIZE)));
        }
        return out;
    }
}
