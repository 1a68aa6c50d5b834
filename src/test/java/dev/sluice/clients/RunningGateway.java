package dev.sluice.clients;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A gateway that serves right now, as far as a client from outside has to know it. */
interface RunningGateway extends AutoCloseable {
    /** The protocol endpoint, {@code https://localhost:…/mcp}. */
    URI mcp();

    /** PEM of what a client must trust to believe the gateway's certificate. */
    Path caCertificate();

    /** A token that the gateway accepts. */
    String token(String subject, String... roles);

    /** Ends it. */
    @Override
    void close() throws IOException;

    /** Makes tokens. */
    @FunctionalInterface
    interface Tokens {
        String mint(String subject, String... roles);
    }

    /** A gateway made of its parts. */
    static RunningGateway of(Supplier<URI> mcp, Supplier<Path> caCertificate, Tokens tokens, Closeable end) {
        return new RunningGateway() {
            @Override
            public URI mcp() {
                return mcp.get();
            }

            @Override
            public Path caCertificate() {
                return caCertificate.get();
            }

            @Override
            public String token(String subject, String... roles) {
                return tokens.mint(subject, roles);
            }

            @Override
            public void close() throws IOException {
                end.close();
            }
        };
    }
}
