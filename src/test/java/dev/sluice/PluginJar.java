package dev.sluice;

import dev.sluice.fixture.ConformanceProvider;
import dev.sluice.provider.ToolProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Packs classes of the tests into a plugin. */
public final class PluginJar {
    private PluginJar() {}

    /** The fixture of the conformance suite as a plugin in the given folder. */
    public static Path ofTheConformanceFixture(Path folder) {
        return of(ConformanceProvider.class, folder);
    }

    /** The package of a provider, with what makes it found. */
    public static Path of(Class<? extends ToolProvider> provider, Path folder) {
        Path jar = folder.resolve(provider.getSimpleName() + ".jar");
        try {
            Path classes = Path.of(
                    provider.getProtectionDomain().getCodeSource().getLocation().toURI());
            write(jar, classes, provider);
            return jar;
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("cannot pack " + provider, e);
        }
    }

    private static void write(Path jar, Path classes, Class<? extends ToolProvider> provider) throws IOException {
        Path of = classes.resolve(provider.getPackageName().replace('.', '/'));
        List<Path> files;
        try (Stream<Path> found = Files.list(of)) {
            files = found.sorted().toList();
        }
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry("META-INF/services/" + ToolProvider.class.getName()));
            entries.write(provider.getName().getBytes(StandardCharsets.UTF_8));
            for (Path file : files) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
            }
        }
    }
}
