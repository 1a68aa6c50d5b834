package dev.sluice;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration. */
@Command(
        name = "sluice",
        description = "A gateway for the Model Context Protocol.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        subcommands = {
            DevCommand.class,
            RunCommand.class,
            StdioCommand.class,
            TokenCommand.class,
            CheckCommand.class,
            ToolsCommand.class,
            RehearseCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Sluice implements Runnable {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        StdioCommand.takeStreams(args);
        CheckCommand.quieten(args);
        refuseRenegotiation();
        System.exit(commandLine().execute(args));
    }

    /**
     * Lets the JDK's TLS, which serves where OpenSSL does not load, refuse a client that wants handshake after handshake
     * on one TLS 1.2 connection, each at the price of a new one and beyond {@code server.maxConnections}. It is read once,
     * before the first TLS connection of the process.
     */
    private static void refuseRenegotiation() {
        System.getProperties().putIfAbsent("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    static CommandLine commandLine() {
        return new CommandLine(new Sluice())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, result) -> Failures.report(e, command.getErr()));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
