package dev.sluice.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * In what two configurations differ. Services, endpoints and rules of tools can change while the gateway runs; everything
 * else needs a restart.
 *
 * @param upstreams by name; an upstream has changed too when only the breaker, admission or retries of its provider have
 * @param rest likewise; also when the file with its OpenAPI document has changed
 * @param servers endpoints by name
 * @param tools rules of tools by public name
 * @param restart keys with other values that are not in force before a restart, such as {@code server.port}
 */
public record ChangeSet(Names upstreams, Names rest, Names servers, Names tools, List<String> restart) {
    public ChangeSet {
        restart = List.copyOf(restart);
    }

    /** What is different in {@code after}. */
    public static ChangeSet between(SluiceConfig before, SluiceConfig after) {
        return between(before, after, Set.of());
    }

    /**
     * What is different in {@code after}.
     *
     * @param files files whose content has changed meanwhile, absolute
     */
    static ChangeSet between(SluiceConfig before, SluiceConfig after, Set<Path> files) {
        FederationConfig old = before.federation();
        FederationConfig now = after.federation();
        return new ChangeSet(
                Names.between(old.upstreams(), now.upstreams(), sameRules(before, after)),
                Names.between(
                        old.rest(),
                        now.rest(),
                        name -> sameRules(before, after).test(name)
                                && !isAbout(now.rest().get(name), files)),
                Names.between(old.servers(), now.servers(), name -> true),
                Names.between(before.tools(), after.tools(), name -> true),
                ConfigLeaves.differing(before, after));
    }

    /** The same changes; what needs a restart is what differs from the configuration that the node was started with. */
    ChangeSet since(SluiceConfig started, SluiceConfig now) {
        return new ChangeSet(upstreams, rest, servers, tools, ConfigLeaves.differing(started, now));
    }

    private static Predicate<String> sameRules(SluiceConfig before, SluiceConfig after) {
        return name ->
                Objects.equals(before.providers().get(name), after.providers().get(name));
    }

    private static boolean isAbout(@Nullable RestConfig service, Set<Path> files) {
        return service != null
                && service.openapiFile()
                        .map(Path::toAbsolutePath)
                        .filter(files::contains)
                        .isPresent();
    }

    /** Whether nothing is different. */
    public boolean isEmpty() {
        return upstreams.isEmpty() && rest.isEmpty() && servers.isEmpty() && tools.isEmpty() && restart.isEmpty();
    }

    /** Whether something is different that needs a restart. */
    public boolean needsRestart() {
        return !restart.isEmpty();
    }

    /** Names that came, went, or stand for something else now; sorted. */
    public record Names(Set<String> added, Set<String> removed, Set<String> changed) {
        public Names {
            added = Collections.unmodifiableSet(new TreeSet<>(added));
            removed = Collections.unmodifiableSet(new TreeSet<>(removed));
            changed = Collections.unmodifiableSet(new TreeSet<>(changed));
        }

        static <T> Names between(Map<String, T> before, Map<String, T> after, Predicate<String> alike) {
            Set<String> added = new TreeSet<>(after.keySet());
            added.removeAll(before.keySet());
            Set<String> removed = new TreeSet<>(before.keySet());
            removed.removeAll(after.keySet());
            Set<String> changed = new TreeSet<>(after.keySet());
            changed.removeAll(added);
            changed.removeIf(name -> Objects.equals(before.get(name), after.get(name)) && alike.test(name));
            return new Names(added, removed, changed);
        }

        public boolean isEmpty() {
            return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
        }
    }
}
