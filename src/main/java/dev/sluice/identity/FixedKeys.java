package dev.sluice.identity;

import dev.sluice.config.AuthConfig;
import dev.sluice.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.file.FileSystem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The keys that only a restart changes: the secret and the PEM file.
 *
 * @param keys the usable ones
 * @param dropped one clause for each of the others, with its name and the reason
 */
record FixedKeys(List<VerificationKey> keys, List<String> dropped) {
    private static final int MAX_PEM_BYTES = 64 * 1024;

    FixedKeys {
        keys = List.copyOf(keys);
        dropped = List.copyOf(dropped);
    }

    /**
     * Completes with what is configured, which may be nothing; fails with {@link NoUsableKeyException} when the secret
     * is too short or the PEM file cannot be read, because somebody believes in these.
     */
    static Future<FixedKeys> load(FileSystem files, AuthConfig config, Set<SignatureAlgorithm> allowed) {
        List<VerificationKey> keys = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        try {
            if (config.secret().isPresent()) {
                addSecret(config.secret().get(), allowed, keys, dropped);
            }
        } catch (UnusableKeyException e) {
            return Future.failedFuture(new NoUsableKeyException("auth.secret (JWT_SECRET) " + e.reason() + "."));
        }
        if (config.publicKeyPath().isEmpty()) {
            return Future.succeededFuture(new FixedKeys(keys, dropped));
        }
        Path path = config.publicKeyPath().get();
        return pem(files, path).map(found -> {
            addPublic("auth.publicKeyPath (" + path + ")", found, allowed, keys, dropped);
            return new FixedKeys(keys, dropped);
        });
    }

    private static void addSecret(
            Secret secret, Set<SignatureAlgorithm> allowed, List<VerificationKey> keys, List<String> dropped)
            throws UnusableKeyException {
        VerificationKey.secretBytes(secret);
        try {
            keys.add(VerificationKey.ofSecret(secret, allowed));
        } catch (UnusableKeyException e) {
            dropped.add("auth.secret (JWT_SECRET) " + e.reason());
        }
    }

    private static void addPublic(
            String label,
            List<PublicKey> found,
            Set<SignatureAlgorithm> allowed,
            List<VerificationKey> keys,
            List<String> dropped) {
        for (PublicKey key : found) {
            try {
                keys.add(VerificationKey.ofPublicKey(label, null, key, allowed));
            } catch (UnusableKeyException e) {
                dropped.add(label + ' ' + e.reason());
            }
        }
    }

    private static Future<List<PublicKey>> pem(FileSystem files, Path path) {
        String file = path.toString();
        return files.props(file)
                .compose(
                        props -> props.size() > MAX_PEM_BYTES ? Future.failedFuture("too large") : files.readFile(file))
                .recover(cause -> Future.failedFuture(
                        new NoUsableKeyException("auth.publicKeyPath: " + file + " cannot be read or is larger than "
                                + MAX_PEM_BYTES + " bytes; name a PEM file with a public key.")))
                .compose(content -> {
                    try {
                        return Future.succeededFuture(PublicKeyPem.parse(content.toString(StandardCharsets.US_ASCII)));
                    } catch (UnusableKeyException e) {
                        return Future.failedFuture(
                                new NoUsableKeyException("auth.publicKeyPath: " + file + ' ' + e.reason() + "."));
                    }
                });
    }
}
