package dev.sluice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The git-ignored folder in which {@code dev} keeps its certificate and its random secrets. */
final class DevFolder {
    private final Path folder;

    private DevFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes whatever is missing; what is there stays, so that tokens survive a restart. */
    static DevFolder prepare(Path home) {
        DevFolder dev = at(home);
        try {
            Files.createDirectories(dev.folder);
            dev.secret("jwt-secret");
            dev.secret("session-key");
            if (!Files.exists(dev.cert()) || !Files.exists(dev.key())) {
                SelfSigned.write(dev.key(), dev.cert());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + dev.folder, e);
        }
        return dev;
    }

    static DevFolder at(Path home) {
        return new DevFolder(home.resolve(".sluice"));
    }

    /** The project when started by the launcher, otherwise the working directory. */
    static Path home() {
        return Path.of(System.getProperty("sluice.home", "")).toAbsolutePath();
    }

    boolean exists() {
        return Files.exists(folder.resolve("jwt-secret"));
    }

    Path cert() {
        return folder.resolve("cert.pem");
    }

    Path key() {
        return folder.resolve("key.pem");
    }

    Path data() {
        return folder.resolve("data");
    }

    String jwtSecret() {
        return secret("jwt-secret");
    }

    String sessionKey() {
        return secret("session-key");
    }

    /** The environment of {@code dev}: what the given one does not say comes from here. */
    Map<String, String> environment(Map<String, String> given) {
        Map<String, String> env = new HashMap<>(given);
        env.putIfAbsent("HOST", "127.0.0.1");
        env.putIfAbsent("JWT_SECRET", jwtSecret());
        env.putIfAbsent("SESSION_KEY", sessionKey());
        env.putIfAbsent("TLS_KEY_PATH", key().toString());
        env.putIfAbsent("TLS_CERT_PATH", cert().toString());
        env.putIfAbsent("DATA_DIR", data().toString());
        return env;
    }

    private String secret(String name) {
        Path file = folder.resolve(name);
        try {
            if (!Files.exists(file)) {
                writePrivate(file, random());
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + file, e);
        }
    }

    /** Writes a file that only its owner can read, never readable by others even for a moment. */
    static void writePrivate(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        if (Files.getFileAttributeView(
                        file.toAbsolutePath().getParent(), java.nio.file.attribute.PosixFileAttributeView.class)
                == null) {
            Files.createFile(file);
        } else {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private static String random() {
        byte[] bytes = new byte[48];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
