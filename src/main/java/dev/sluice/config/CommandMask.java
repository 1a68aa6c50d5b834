package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Shows the command of a child process without the arguments that look like secrets. */
final class CommandMask {
    private static final Pattern TELLING =
            Pattern.compile("(?i).*(?:key|token|secret|passw|pwd|auth|credential|header|cookie).*");

    private CommandMask() {}

    /**
     * The arguments, with those masked that follow one whose name tells of a secret, that give such a one a value, or
     * that are addresses with a user or a query.
     */
    static List<String> masked(List<String> command) {
        List<String> shown = new ArrayList<>();
        boolean telling = false;
        for (String argument : command) {
            shown.add(telling ? EffectiveConfig.MASK : masked(argument));
            telling = argument.startsWith("-")
                    && !argument.contains("=")
                    && TELLING.matcher(argument).matches();
        }
        return shown;
    }

    private static String masked(String argument) {
        int sign = argument.indexOf('=');
        if (sign > 0 && TELLING.matcher(argument.substring(0, sign)).matches()) {
            return argument.substring(0, sign + 1) + EffectiveConfig.MASK;
        }
        if (argument.contains("://")) {
            return AddressKinds.withoutPassword(argument);
        }
        return argument;
    }
}
