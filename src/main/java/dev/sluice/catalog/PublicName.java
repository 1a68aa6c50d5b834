package dev.sluice.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes names that clients and models accept: {@code [A-Za-z0-9_./-]}, at most {@value #MAX_LENGTH} characters. */
final class PublicName {
    static final int MAX_LENGTH = 64;

    private static final int HASH_BYTES = 4;
    private static final int KEPT = MAX_LENGTH - 1 - 2 * HASH_BYTES;

    private PublicName() {}

    /** Prefix and own name; one that would be too long ends in a hash of the whole, the same whenever it is made. */
    static String of(String prefix, String own) {
        String whole = prefix.isEmpty() ? own : prefix + own;
        return whole.length() <= MAX_LENGTH || !isAcceptable(whole)
                ? whole
                : whole.substring(0, KEPT) + '_' + hash(whole);
    }

    /** Whether it has only characters that names may have, and at least one. */
    static boolean isAcceptable(String name) {
        return !name.isEmpty() && name.chars().allMatch(PublicName::isAcceptable);
    }

    private static boolean isAcceptable(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '.'
                || c == '/'
                || c == '-';
    }

    private static String hash(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks SHA-256", e);
        }
    }
}
