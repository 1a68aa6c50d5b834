package dev.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads the configuration: built-in defaults, over them one YAML file, over that the environment. Blocking; for use
 * before the event loops start, or off them.
 */
public final class ConfigLoader {
    static final String DEFAULTS = "/conf/defaults.yaml";

    private final Map<String, String> env;
    private final Problems problems = new Problems();

    private ConfigLoader(Map<String, String> env) {
        this.env = Map.copyOf(env);
    }

    /**
     * Loads the configuration. Relative paths in it are left relative to the working directory. Does not look at
     * certificates, see {@link CertificateCheck}.
     *
     * @param file the file, at most 1 MiB of YAML 1.2 in UTF-8; none for defaults and environment alone
     * @param env the environment, normally {@link System#getenv()}
     * @throws InvalidConfigException when anything is wrong, with everything that is wrong
     */
    public static Loaded load(Optional<Path> file, Map<String, String> env) {
        return new ConfigLoader(env).load(file);
    }

    private Loaded load(Optional<Path> file) {
        Document defaults = defaults();
        Document own = file.flatMap(this::document).orElseGet(() -> Document.empty("configuration"));
        boolean unread = !problems.isEmpty() && own.sections().isEmpty();
        Map<KeyPath, Written> said = new LinkedHashMap<>(checked(own));
        Environment environment = new Environment(env);
        said.putAll(environment.overrides(problems));
        if (unread) {
            throw new InvalidConfigException(problems.list());
        }
        Map<KeyPath, Written> written = new LinkedHashMap<>(defaults.values());
        written.putAll(said);
        Set<KeyPath> sections = new LinkedHashSet<>(defaults.sections().keySet());
        sections.addAll(own.sections().keySet());
        Values values = new Values(written, sections);
        SluiceConfig read = Keys.read(values);
        SluiceConfig config = read.with(OpenApiFiles.from(file, read.federation()), read.providers());

        Sources sources = new Sources(said, own.sections(), own.label());
        new CrossRules(config, sources, problems).check();
        new FederationRules(values, sources, problems).check();
        documents(config, sources);
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems.list());
        }
        List<String> warnings = new ArrayList<>(new CrossWarnings(config, sources).all());
        warnings.addAll(new FederationWarnings(config.federation(), sources).all());
        warnings.addAll(environment.warnings());
        return new Loaded(config, warnings, file);
    }

    private void documents(SluiceConfig config, Sources sources) {
        ServiceRules rules = new ServiceRules(sources, problems);
        config.federation()
                .rest()
                .forEach((name, service) ->
                        service.openapiFile().ifPresent(found -> rules.document(found, RestKeys.SECTION.child(name))));
    }

    private Optional<Document> document(Path file) {
        YamlText yaml = new YamlText(file.toString(), problems);
        return yaml.read(file).flatMap(text -> document(yaml, text, file.toString()));
    }

    private Optional<Document> document(YamlText yaml, String text, String label) {
        Optional<Node> root = yaml.compose(text);
        if (root.isEmpty()) {
            return problems.isEmpty() ? Optional.of(Document.empty(label)) : Optional.empty();
        }
        return Optional.of(new DocumentReader(label, new Expansion(env), false, problems).read(root.get()));
    }

    /** What stands in the file and obeys the rules of its keys. */
    private Map<KeyPath, Written> checked(Document document) {
        Map<KeyPath, Written> good = new LinkedHashMap<>();
        document.values().forEach((path, written) -> {
            try {
                if (!(written instanceof Written.Nothing)) {
                    Keys.at(path).kind().read(written);
                }
                good.put(path, written);
            } catch (BadValueException e) {
                problems.add(path, e);
            }
        });
        return good;
    }

    /** The built-in defaults, the only place where defaults are. */
    static Document defaults() {
        Problems faults = new Problems();
        YamlText yaml = new YamlText("defaults.yaml", faults);
        Document document = yaml.decode(resource(DEFAULTS))
                .flatMap(yaml::compose)
                .map(root -> new DocumentReader("defaults.yaml", new Expansion(Map.of()), true, faults).read(root))
                .orElseGet(() -> Document.empty("defaults.yaml"));
        if (!faults.isEmpty()) {
            throw new IllegalStateException(faults.list().toString());
        }
        return document;
    }

    private static byte[] resource(String name) {
        try (InputStream in = ConfigLoader.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
