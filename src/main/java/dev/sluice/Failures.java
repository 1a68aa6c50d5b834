package dev.sluice;

import dev.sluice.config.InvalidConfigException;
import java.io.PrintWriter;
import java.util.Objects;

/** Turns what went wrong in a command into a sentence on standard error and an exit code. */
final class Failures {
    private Failures() {}

    static int report(Throwable failure, PrintWriter err) {
        err.println("sluice: " + sentence(failure));
        if (Boolean.getBoolean("sluice.debug")) {
            failure.printStackTrace(err);
        }
        err.flush();
        return failure instanceof InvalidConfigException ? Sluice.USAGE : Sluice.FAILED;
    }

    private static String sentence(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? Objects.toString(failure.getClass().getSimpleName(), "failure")
                : message;
    }
}
