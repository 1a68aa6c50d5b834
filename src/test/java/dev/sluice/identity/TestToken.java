package dev.sluice.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.mcp.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes tokens, good and bad, with the JDK alone, so that the tests share no code with what they test. A fresh one is
 * alice's and good for an hour from {@link MovableClock#START}.
 */
final class TestToken {
    private final ObjectNode header = JsonCodec.MAPPER.createObjectNode();
    private final ObjectNode claims = JsonCodec.MAPPER.createObjectNode();

    TestToken() {
        header.put("typ", "JWT");
        claims.put("sub", "alice");
        claims.put("iat", MovableClock.START.getEpochSecond());
        claims.put("exp", MovableClock.START.plus(Duration.ofHours(1)).getEpochSecond());
    }

    TestToken header(Consumer<ObjectNode> change) {
        change.accept(header);
        return this;
    }

    TestToken claims(Consumer<ObjectNode> change) {
        change.accept(claims);
        return this;
    }

    TestToken kid(String kid) {
        header.put("kid", kid);
        return this;
    }

    String unsigned() {
        return TestKeys.url(header.toString()) + '.' + TestKeys.url(claims.toString());
    }

    /** With the secret of {@link AuthSettings}. */
    String hs256() {
        return hmac("HS256", AuthSettings.SECRET.reveal());
    }

    String hmac(String algorithm, String secret) {
        header.put("alg", algorithm);
        String name = "HmacSHA" + algorithm.substring(2);
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), name));
            return unsigned() + '.' + TestKeys.url(mac.doFinal(unsigned().getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String signed(String algorithm) {
        return signed(algorithm, TestKeys.of(algorithm));
    }

    String signed(String algorithm, KeyPair key) {
        header.put("alg", algorithm);
        try {
            Signature signature = signature(algorithm);
            signature.initSign(key.getPrivate());
            signature.update(unsigned().getBytes(StandardCharsets.US_ASCII));
            return unsigned() + '.' + TestKeys.url(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Signature signature(String algorithm) throws GeneralSecurityException {
        String bits = algorithm.substring(2);
        return switch (algorithm.substring(0, 2)) {
            case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
            case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
            case "PS" -> {
                Signature pss = Signature.getInstance("RSASSA-PSS");
                pss.setParameter(new PSSParameterSpec(
                        "SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), Integer.parseInt(bits) / 8, 1));
                yield pss;
            }
            default -> Signature.getInstance("EdDSA");
        };
    }
}
