package dev.sluice.telemetry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What was built.
 *
 * @param version the release
 * @param commit the commit it was built from, {@code unknown} when the build was not told
 */
public record BuildInfo(String version, String commit) {
    private static final String UNKNOWN = "unknown";

    /** Reads what the build wrote down. */
    public static BuildInfo current() {
        Properties written = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("/sluice-build.properties")) {
            if (in != null) {
                written.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildInfo(value(written, "version"), value(written, "commit"));
    }

    private static String value(Properties written, String key) {
        String value = written.getProperty(key, "").strip();
        // A variable that the build did not know stays as it was spelled.
        return value.isEmpty() || value.startsWith("${") ? UNKNOWN : value;
    }
}
