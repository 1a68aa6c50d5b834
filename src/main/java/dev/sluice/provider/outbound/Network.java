package dev.sluice.provider.outbound;

import java.net.InetAddress;

/** A network: the leading bits that its addresses share. Immutable. */
final class Network {
    private final byte[] base;
    private final int bits;

    private Network(byte[] base, int bits) {
        this.base = base;
        this.bits = bits;
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static Network of(String text) {
        int slash = text.indexOf('/');
        byte[] base = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                .getAddress();
        return ofBytes(base, slash < 0 ? base.length * Byte.SIZE : Integer.parseInt(text.substring(slash + 1)));
    }

    static Network ofBytes(byte[] base, int bits) {
        if (bits < 0 || bits > base.length * Byte.SIZE) {
            throw new IllegalArgumentException("A network of " + bits + " bits cannot be.");
        }
        return new Network(base.clone(), bits);
    }

    boolean contains(byte[] address) {
        if (address.length != base.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (address[i] != base[i]) {
                return false;
            }
        }
        int rest = bits % Byte.SIZE;
        return rest == 0 || ((address[whole] ^ base[whole]) & (0xff << (Byte.SIZE - rest)) & 0xff) == 0;
    }
}
