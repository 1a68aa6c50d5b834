package dev.sluice;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice tools}: what can be done about tools of services behind the gateway. */
@Command(
        name = "tools",
        description = "Look after the tools of services behind the gateway.",
        mixinStandardHelpOptions = true,
        subcommands = ReviewCommand.class,
        synopsisSubcommandLabel = "COMMAND")
final class ToolsCommand implements Runnable {
    @Spec
    private @org.jspecify.annotations.Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(), "What about them? See: sluice tools review");
    }
}
