package dev.sluice.config;

/**
 * A size.
 *
 * @param count bytes, not negative
 */
public record Bytes(long count) {
    public static Bytes kib(long n) {
        return new Bytes(n * 1024);
    }

    public static Bytes mib(long n) {
        return new Bytes(n * 1024 * 1024);
    }
}
