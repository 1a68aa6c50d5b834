package dev.sluice.identity;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The signature algorithms of RFC 7518 §3.1 and RFC 8037 that can be allowed; {@code none} is not one of them. */
enum SignatureAlgorithm {
    HS256(KeyFamily.HMAC, 32),
    HS384(KeyFamily.HMAC, 48),
    HS512(KeyFamily.HMAC, 64),
    RS256(KeyFamily.RSA, 0),
    RS384(KeyFamily.RSA, 0),
    RS512(KeyFamily.RSA, 0),
    PS256(KeyFamily.RSA, 0),
    PS384(KeyFamily.RSA, 0),
    PS512(KeyFamily.RSA, 0),
    ES256(KeyFamily.P256, 64),
    ES384(KeyFamily.P384, 96),
    ES512(KeyFamily.P521, 132),
    EDDSA(KeyFamily.ED25519, 64);

    /** What a key is made of; a key serves the algorithms of its own family only. */
    enum KeyFamily {
        HMAC,
        RSA,
        P256,
        P384,
        P521,
        ED25519;

        /** The algorithms of this family among the allowed ones. */
        Set<SignatureAlgorithm> among(Set<SignatureAlgorithm> allowed) {
            Set<SignatureAlgorithm> mine = EnumSet.noneOf(SignatureAlgorithm.class);
            allowed.stream().filter(algorithm -> algorithm.family == this).forEach(mine::add);
            return Collections.unmodifiableSet(mine);
        }
    }

    private final KeyFamily family;
    private final int signatureLength;

    SignatureAlgorithm(KeyFamily family, int signatureLength) {
        this.family = family;
        this.signatureLength = signatureLength;
    }

    KeyFamily family() {
        return family;
    }

    /** Bytes of a signature; 0 when the key decides (RSA). */
    int signatureLength() {
        return signatureLength;
    }

    /** The name in the {@code alg} header. */
    String jwa() {
        return this == EDDSA ? "EdDSA" : name();
    }

    /** The algorithm of that exact name, null when there is none. */
    static @Nullable SignatureAlgorithm named(String jwa) {
        for (SignatureAlgorithm algorithm : values()) {
            if (algorithm.jwa().equals(jwa)) {
                return algorithm;
            }
        }
        return null;
    }

    /**
     * The allow-list as configured.
     *
     * @throws IllegalArgumentException when it is empty or has a name that is not known
     */
    static Set<SignatureAlgorithm> allowList(List<String> names) {
        String known = Stream.of(values()).map(SignatureAlgorithm::jwa).collect(Collectors.joining(", "));
        Set<SignatureAlgorithm> allowed = EnumSet.noneOf(SignatureAlgorithm.class);
        for (String name : names) {
            SignatureAlgorithm algorithm = named(name);
            if (algorithm == null) {
                throw new IllegalArgumentException(
                        "auth.algorithms: \"" + name + "\" cannot be accepted; choose among " + known + ".");
            }
            allowed.add(algorithm);
        }
        if (allowed.isEmpty()) {
            throw new IllegalArgumentException("auth.algorithms is empty; name at least one of " + known + ".");
        }
        return Collections.unmodifiableSet(allowed);
    }
}
