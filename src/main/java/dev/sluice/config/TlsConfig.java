package dev.sluice.config;

import java.nio.file.Path;

/**
 * TLS of the front door.
 *
 * @param enabled false serves plain HTTP, only when asked for
 * @param engine which implementation does the work
 */
public record TlsConfig(boolean enabled, Path keyPath, Path certPath, Engine engine) {
    /** Which TLS implementation to use. */
    public enum Engine {
        /** OpenSSL where it loads, the JDK's otherwise. */
        AUTO,
        OPENSSL,
        JDK
    }
}
