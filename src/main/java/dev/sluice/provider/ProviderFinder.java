package dev.sluice.provider;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The providers on the class path and, after them, those in the jars of the plugins directory.
 *
 * @param plugins the loader of the jars, to be closed at the end; null when there are none
 */
record ProviderFinder(
        List<ToolProvider> providers, @Nullable URLClassLoader plugins) {
    /** Looks for them. Blocking. */
    static ProviderFinder find(Path directory) throws IOException {
        URL[] jars = jars(directory);
        ClassLoader ours = ProviderFinder.class.getClassLoader();
        URLClassLoader plugins = jars.length == 0 ? null : new URLClassLoader("plugins", jars, ours);
        try {
            return new ProviderFinder(load(plugins == null ? ours : plugins), plugins);
        } catch (ProviderStartException e) {
            if (plugins != null) {
                plugins.close();
            }
            throw e;
        }
    }

    private static List<ToolProvider> load(ClassLoader loader) {
        List<ToolProvider> found = new ArrayList<>();
        try {
            Iterator<ToolProvider> services =
                    ServiceLoader.load(ToolProvider.class, loader).iterator();
            while (services.hasNext()) {
                found.add(services.next());
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new ProviderStartException(
                    "A provider could not be loaded: " + e.getMessage()
                            + ". Mend META-INF/services/dev.sluice.provider.ToolProvider in its jar, or take the jar out"
                            + " of the plugins directory.",
                    e);
        }
        return found;
    }

    private static URL[] jars(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return new URL[0];
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(ProviderFinder::url)
                    .toArray(URL[]::new);
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new ProviderStartException("The plugin " + file + " has a path that is no URL; rename it.", e);
        }
    }
}
