package dev.sluice.provider.outbound;

/** A name of the configuration leads to an address that the gateway may not connect to. */
public final class AddressRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message which name and address, and how to allow them */
    public AddressRefusedException(String message) {
        super(message, null, false, false);
    }
}
