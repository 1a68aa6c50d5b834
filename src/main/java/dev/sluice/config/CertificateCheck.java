package dev.sluice.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at key and certificate before the front door opens with them. Reads files: blocking. */
public final class CertificateCheck {
    private static final String KEY = "server.tls.keyPath";
    private static final String CERT = "server.tls.certPath";
    private static final String MAKE = "make a pair with scripts/generate-certs.sh";

    private final TlsConfig tls;
    private final Instant now;
    private final List<Problem> problems = new ArrayList<>();

    private CertificateCheck(TlsConfig tls, Instant now) {
        this.tls = tls;
        this.now = now;
    }

    /**
     * What keeps TLS from working: files that are missing, unreadable or not PEM, certificates of the chain that are
     * expired or not yet valid, a key that does not belong to the first certificate.
     *
     * @return everything found; empty when TLS is off or nothing is wrong
     */
    public static List<Problem> check(TlsConfig tls, InstantSource clock) {
        if (!tls.enabled()) {
            return List.of();
        }
        return new CertificateCheck(tls, clock.instant()).check();
    }

    private List<Problem> check() {
        Optional<PemFile.Block> key = pem(KEY, tls.keyPath()).flatMap(this::privateKey);
        List<X509Certificate> chain =
                pem(CERT, tls.certPath()).map(this::certificates).orElse(List.of());
        chain.forEach(this::validity);
        if (key.isPresent()
                && !chain.isEmpty()
                && !PemKey.isPair(key.get(), chain.getFirst().getPublicKey())) {
            refuse(KEY, tls.keyPath(), "does not belong to the certificate in " + tls.certPath(), MAKE);
        }
        return List.copyOf(problems);
    }

    private Optional<PemFile> pem(String path, Path file) {
        if (!Files.exists(file)) {
            refuse(path, file, "does not exist", MAKE);
            return Optional.empty();
        }
        try {
            return Optional.of(PemFile.read(file));
        } catch (IOException e) {
            refuse(path, file, "cannot be read", "see that it is a PEM file that this user may read");
            return Optional.empty();
        }
    }

    private Optional<PemFile.Block> privateKey(PemFile pem) {
        List<PemFile.Block> keys = pem.labelled("PRIVATE KEY");
        if (keys.isEmpty()) {
            refuse(KEY, tls.keyPath(), "holds no private key in PEM form", MAKE);
            return Optional.empty();
        }
        if (keys.getFirst().label().startsWith("ENCRYPTED")) {
            refuse(KEY, tls.keyPath(), "holds a key behind a passphrase", "write it with: openssl pkey -in … -out …");
            return Optional.empty();
        }
        return Optional.of(keys.getFirst());
    }

    private List<X509Certificate> certificates(PemFile pem) {
        List<PemFile.Block> blocks = pem.labelled("CERTIFICATE");
        if (blocks.isEmpty()) {
            refuse(CERT, tls.certPath(), "holds no certificate in PEM form", MAKE);
            return List.of();
        }
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemFile.Block block : blocks) {
                chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
            }
        } catch (CertificateException e) {
            refuse(CERT, tls.certPath(), "holds something that is no X.509 certificate", MAKE);
            return List.of();
        }
        return chain;
    }

    private void validity(X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        String whose = "the certificate of "
                + ScalarKind.shortened(certificate.getSubjectX500Principal().getName());
        if (now.isAfter(until)) {
            refuse(CERT, tls.certPath(), whose + " expired at " + until + ", it is " + now, "renew it");
        } else if (now.isBefore(from)) {
            refuse(CERT, tls.certPath(), whose + " is valid from " + from + ", it is " + now, "see to the clock");
        }
    }

    private void refuse(String path, Path file, String rule, String mend) {
        problems.add(new Problem(path, file.toString(), "", rule, mend));
    }
}
