package dev.sluice.config;

import dev.sluice.config.JsonText.Located;
import dev.sluice.config.Written.Form;
import dev.sluice.config.Written.Items;
import dev.sluice.config.Written.Pairs;
import dev.sluice.config.Written.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One entry of a file of servers on its way to an upstream. Confined to one thread. */
final class McpServerEntry {
    private static final List<String> ADDRESSES = List.of("url", "serverUrl", "httpUrl");
    private static final List<String> TYPES = List.of("type", "transport", "transportType");
    private static final Set<String> MEMBERS = Set.of(
            "command",
            "args",
            "env",
            "cwd",
            "headers",
            "disabled",
            "enabled",
            "url",
            "serverUrl",
            "httpUrl",
            "type",
            "transport",
            "transportType");

    private final KeyPath path;
    private final String name;
    private final Map<String, Located> members;
    private final EditorVariables variables;
    private final Problems problems;
    private final List<String> warnings;
    private final KeyPath section;
    private final Map<KeyPath, Written> written = new LinkedHashMap<>();
    private final Problems own = new Problems();

    /** Reads the members, each for itself. */
    McpServerEntry(
            KeyPath path,
            String name,
            Map<String, Located> members,
            EditorVariables variables,
            Problems problems,
            List<String> warnings) {
        this.path = path;
        this.name = name;
        this.members = members;
        this.variables = variables;
        this.problems = problems;
        this.warnings = warnings;
        this.section = UpstreamKeys.SECTION.child(name);
        command();
        first(ADDRESSES).ifPresent(url -> put("url", () -> single(url)));
        first(TYPES).ifPresent(this::transport);
        pairs("env", "environment");
        pairs("headers", "headers");
        Optional.ofNullable(members.get("cwd")).ifPresent(cwd -> put("directory", () -> single(cwd)));
    }

    /** What was found, as values of an upstream. What breaks their rules is told by the names of this file. */
    Values judged(String where, Map<KeyPath, Written> defaults) {
        Set<String> unknown = new TreeSet<>(members.keySet());
        unknown.removeAll(MEMBERS);
        if (!unknown.isEmpty()) {
            warnings.add(where + ": " + path + ": " + McpServerEntries.listed(unknown) + " not used here");
        }
        written.entrySet().removeIf(entry -> isBad(entry.getKey(), entry.getValue()));
        Map<KeyPath, Written> all = new LinkedHashMap<>(defaults);
        all.putAll(written);
        Values values = new Values(all, Set.of(section)).named(name);
        if (own.isEmpty()) {
            new ServiceRules(new Sources(written, Map.of(section, where), where), own).upstream(values, section);
        }
        own.list().forEach(this::retell);
        return values;
    }

    private boolean isBad(KeyPath key, Written value) {
        try {
            Keys.at(key).kind().read(value);
            return false;
        } catch (BadValueException e) {
            own.add(key, e);
            return true;
        }
    }

    private void retell(Problem problem) {
        String inner = problem.path()
                .substring(section.toString().length())
                .replaceFirst("^\\.environment", ".env")
                .replaceFirst("^\\.directory", ".cwd")
                .replaceFirst("^\\.transport", ".type");
        KeyPath told = new KeyPath(List.of(path + inner));
        problems.add(told, problem.where(), problem.value(), problem.rule(), problem.mend());
    }

    private Optional<Located> first(List<String> names) {
        return names.stream().filter(members::containsKey).map(members::get).findFirst();
    }

    private void command() {
        Located program = members.get("command");
        if (program == null) {
            return;
        }
        put("command", () -> {
            List<Scalar> words = new ArrayList<>();
            for (Located word : program.items().orElse(List.of(program))) {
                words.add(single(word));
            }
            Located args = members.get("args");
            if (args != null && args.value() != null) {
                for (Located arg : args.items().orElseThrow(() -> bad(args, "is no list"))) {
                    words.add(single(arg));
                }
            }
            return new Items(words, program.where());
        });
    }

    /** {@code stdio} and the like are what the command says already. */
    private void transport(Located type) {
        String text = type.text().orElse("").toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        String transport = switch (text) {
            case "http", "streamablehttp" -> "http";
            case "sse" -> "sse";
            default -> "";
        };
        boolean local = Set.of("stdio", "local").contains(text) && members.containsKey("command");
        if (!transport.isEmpty() && first(ADDRESSES).isPresent()) {
            put("transport", () -> new Scalar(transport, Form.TEXT, type.where()));
        } else if (!local) {
            own.add(
                    section.child("transport"),
                    type.where(),
                    ScalarKind.shortened(type.text().orElse("")),
                    "is none of stdio with a command, and http or sse with a url",
                    "");
        }
    }

    private void pairs(String member, String key) {
        Located found = members.get(member);
        if (found == null || found.value() == null) {
            return;
        }
        put(key, () -> {
            Map<String, Scalar> pairs = new LinkedHashMap<>();
            for (Map.Entry<String, Located> pair : found.members()
                    .orElseThrow(() -> bad(found, "is no object"))
                    .entrySet()) {
                if (member.equals("headers") && HeaderKinds.isTaken(pair.getKey())) {
                    warnings.add(pair.getValue().where() + ": " + path + ".headers." + pair.getKey()
                            + ": is not used: the gateway itself sets it");
                } else if (pair.getValue().value() != null) {
                    try {
                        pairs.put(pair.getKey(), single(pair.getValue()));
                    } catch (BadValueException e) {
                        throw e.within(pair.getKey());
                    }
                }
            }
            return new Pairs(pairs, found.where());
        });
    }

    private void put(String key, Reading reading) {
        try {
            written.put(section.child(key), reading.read());
        } catch (BadValueException e) {
            own.add(section.child(key), e);
        }
    }

    private Scalar single(Located value) throws BadValueException {
        String text = value.text().orElseThrow(() -> bad(value, "is no single value"));
        return new Scalar(variables.expand(text, value.where()), Form.OPEN, value.where());
    }

    private BadValueException bad(Located value, String rule) {
        return new BadValueException(value.where(), "", rule, "");
    }

    /** Reads one member. */
    private interface Reading {
        Written read() throws BadValueException;
    }
}
