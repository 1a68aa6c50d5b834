package dev.sluice.config;

import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Makes the names of OpenAPI documents, which start at the configuration file, independent of where that is. */
final class OpenApiFiles {
    private OpenApiFiles() {}

    /** The same services, with every document in a file named by a {@code file:} URI. */
    static FederationConfig from(Optional<Path> configuration, FederationConfig federation) {
        Path base = configuration
                .map(file -> file.toAbsolutePath().getParent())
                .orElseGet(() -> Path.of("").toAbsolutePath());
        Map<String, RestConfig> services = new LinkedHashMap<>();
        federation.rest().forEach((name, service) -> services.put(name, from(base, service)));
        return new FederationConfig(
                federation.upstreams(), services, federation.servers(), federation.allowed(), federation.pins());
    }

    private static RestConfig from(Path base, RestConfig service) {
        return new RestConfig(
                service.url(),
                service.openapi().map(text -> text.startsWith("/") ? text : uri(base, text)),
                service.rename(),
                service.tools(),
                service.maxResponse(),
                service.service());
    }

    private static String uri(Path base, String text) {
        Path file = text.startsWith("file:") ? Path.of(URI.create(text)) : base.resolve(text);
        return "file://" + file.normalize().toUri().getRawPath();
    }

    /** The text, when it can be told what it names. */
    static String judged(String text) {
        Kinds.line(text, 2048);
        try {
            Path ignored = text.startsWith("file:") ? Path.of(URI.create(text)) : Path.of(text);
        } catch (InvalidPathException | FileSystemNotFoundException e) {
            throw new IllegalArgumentException("is not a path", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not the address of a file", e);
        }
        return text;
    }
}
