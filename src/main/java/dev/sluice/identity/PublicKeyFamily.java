package dev.sluice.identity;

import dev.sluice.identity.SignatureAlgorithm.KeyFamily;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.NamedParameterSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells the family of a public key and refuses the weak and the unknown. */
final class PublicKeyFamily {
    /** RFC 7518 §3.3. */
    static final int MIN_RSA_BITS = 2048;
    /** Longer keys make every verification a burden on the event loop. */
    static final int MAX_RSA_BITS = 8192;

    private static final Map<KeyFamily, ECParameterSpec> CURVES = curves();

    private PublicKeyFamily() {}

    static KeyFamily of(PublicKey key) throws UnusableKeyException {
        return switch (key) {
            case RSAPublicKey rsa -> ofRsa(rsa);
            case ECPublicKey ec -> ofCurve(ec.getParams().getCurve(), ec.getW());
            case EdECPublicKey ed -> ofEdwards(ed);
            default -> throw new UnusableKeyException("is of the unsupported kind " + key.getAlgorithm());
        };
    }

    /** Parameters of a curve by its JWK name (RFC 7518 §6.2.1.1). */
    static ECParameterSpec curve(String crv) throws UnusableKeyException {
        ECParameterSpec known = switch (crv) {
            case "P-256" -> CURVES.get(KeyFamily.P256);
            case "P-384" -> CURVES.get(KeyFamily.P384);
            case "P-521" -> CURVES.get(KeyFamily.P521);
            default -> null;
        };
        if (known == null) {
            throw new UnusableKeyException("has the unsupported curve " + KeyLabel.clip(crv));
        }
        return known;
    }

    private static KeyFamily ofRsa(RSAPublicKey key) throws UnusableKeyException {
        int bits = key.getModulus().bitLength();
        if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
            throw new UnusableKeyException(
                    "is an RSA key of " + bits + " bits, outside of " + MIN_RSA_BITS + " to " + MAX_RSA_BITS);
        }
        return KeyFamily.RSA;
    }

    private static KeyFamily ofCurve(EllipticCurve curve, ECPoint point) throws UnusableKeyException {
        for (Map.Entry<KeyFamily, ECParameterSpec> known : CURVES.entrySet()) {
            if (known.getValue().getCurve().equals(curve)) {
                requireOn(curve, point);
                return known.getKey();
            }
        }
        throw new UnusableKeyException("lies on an unsupported curve");
    }

    /** The JDK looks at this only when it verifies, and a key that never fits must not count as usable. */
    private static void requireOn(EllipticCurve curve, ECPoint point) throws UnusableKeyException {
        BigInteger p = ((ECFieldFp) curve.getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right =
                x.pow(2).add(curve.getA()).multiply(x).add(curve.getB()).mod(p);
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.pow(2).mod(p).equals(right)) {
            throw new UnusableKeyException("is not a point of its curve");
        }
    }

    private static KeyFamily ofEdwards(EdECPublicKey key) throws UnusableKeyException {
        if (!NamedParameterSpec.ED25519.getName().equals(key.getParams().getName())) {
            throw new UnusableKeyException(
                    "has the unsupported curve " + key.getParams().getName());
        }
        return KeyFamily.ED25519;
    }

    private static Map<KeyFamily, ECParameterSpec> curves() {
        Map<KeyFamily, ECParameterSpec> curves = new LinkedHashMap<>();
        curves.put(KeyFamily.P256, named("secp256r1"));
        curves.put(KeyFamily.P384, named("secp384r1"));
        curves.put(KeyFamily.P521, named("secp521r1"));
        return curves;
    }

    private static ECParameterSpec named(String name) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has the curve " + name, e);
        }
    }
}
