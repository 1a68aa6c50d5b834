package dev.sluice.bus;

/**
 * What a caller shows at the door.
 *
 * @param bearer the token after {@code Bearer }
 * @param address the network address it came from (after trusted-proxy rules), the key of the verification budget
 */
public record Credentials(String bearer, String address) {
    /** Never shows the token. */
    @Override
    public String toString() {
        return "Credentials[address=" + address + "]";
    }
}
