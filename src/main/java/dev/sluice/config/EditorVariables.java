package dev.sluice.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts values in place of the variables that clients know in their files of servers: the environment as
 * <code>${NAME}</code>, <code>${env:NAME}</code> or with a default after {@code :-}, the folder that the file belongs
 * to, the home directory.
 */
final class EditorVariables {
    private static final Pattern FORM = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern NAME = Pattern.compile("(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-?(.*))?");
    private static final int LONGEST = 64 * 1024;

    private final Map<String, String> env;
    private final Path folder;

    /** @param file whose folder is the workspace, or the folder around it when that one is hidden */
    EditorVariables(Path file, Map<String, String> env) {
        this.env = env;
        Path own = file.toAbsolutePath().normalize().getParent();
        Path around = own == null ? null : own.getParent();
        boolean hidden = own != null
                && own.getFileName() != null
                && own.getFileName().toString().startsWith(".");
        Path workspace = hidden && around != null ? around : own;
        this.folder = workspace == null ? Path.of("/") : workspace;
    }

    String expand(String text, String where) throws BadValueException {
        Matcher matcher = FORM.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(expanded, "");
            expanded.append(value(matcher.group(1), where));
        }
        matcher.appendTail(expanded);
        if (expanded.length() > LONGEST) {
            throw new BadValueException(where, "", "is longer than " + LONGEST + " characters once expanded", "");
        }
        return expanded.toString();
    }

    private String value(String name, String where) throws BadValueException {
        return switch (name) {
            case "workspaceFolder" -> folder.toString();
            case "workspaceFolderBasename" ->
                folder.getFileName() == null ? "" : folder.getFileName().toString();
            case "userHome" -> variable("HOME", null, where);
            case "pathSeparator", "/" -> "/";
            default -> other(name, where);
        };
    }

    private String other(String name, String where) throws BadValueException {
        if (name.startsWith("input:")) {
            throw new BadValueException(
                    where,
                    "",
                    "asks a person for " + ScalarKind.shortened(name.substring("input:".length())),
                    "nobody can be asked here: name an environment variable, as ${env:NAME}");
        }
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches() || name.startsWith("command:") || name.startsWith("config:")) {
            throw new BadValueException(
                    where,
                    "",
                    "holds a variable that is not known here, " + ScalarKind.shortened(name),
                    "write ${NAME} or ${env:NAME} for the environment");
        }
        return variable(matcher.group(1), matcher.group(2), where);
    }

    private String variable(String name, @Nullable String fallback, String where) throws BadValueException {
        String value = env.get(name);
        if (value != null && !value.isEmpty()) {
            return value;
        }
        if (fallback == null) {
            throw new BadValueException(
                    where, "", "needs the environment variable " + name + ", which is not set", "set it");
        }
        return fallback;
    }
}
