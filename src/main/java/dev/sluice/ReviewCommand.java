package dev.sluice;

import dev.sluice.catalog.PinFileException;
import dev.sluice.catalog.PinReview;
import dev.sluice.catalog.PinReview.Waiting;
import dev.sluice.config.SluiceConfig;
import dev.sluice.mcp.JsonCodec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice tools review}: shows definitions that wait to be reviewed, and accepts them. */
@Command(
        name = "review",
        description = "Show new and changed definitions of tools and prompts that are withheld, and accept them.",
        mixinStandardHelpOptions = true)
final class ReviewCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    /** With it, what {@code dev} has accepted and withheld is looked at. */
    @Mixin
    private final ServersOption servers = new ServersOption();

    @Option(names = "--pins", paramLabel = "FILE", description = "The file of pins, instead of the configured one.")
    private @Nullable Path pins;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @ArgGroup
    private @Nullable Accepting accepting;

    /** What is to be accepted. */
    private static final class Accepting {
        @Option(
                names = "--accept",
                arity = "1..*",
                paramLabel = "NAME",
                description = "Accept these, by public name, SERVICE/NAME, or either with @DIGEST behind it: then only"
                        + " what was looked at is accepted.")
        private List<String> names = List.of();

        @Option(names = "--accept-all", description = "Accept everything that is withheld.")
        private boolean all;
    }

    /**
     * The file of pins.
     *
     * @param from what names it, for people
     */
    private record Pinned(Path file, String from) {}

    @Override
    public Integer call() {
        Pinned pinned = pinned();
        PrintWriter out = spec().commandLine().getOut();
        try {
            PinReview review = new PinReview(pinned.file());
            List<Waiting> waiting = review.waiting();
            if (waiting.isEmpty() && !review.exists()) {
                return absent(review, pinned, out);
            }
            return accepting == null ? show(waiting, out) : accept(review, waiting, accepting, out);
        } catch (PinFileException e) {
            throw new ParameterException(spec().commandLine(), Objects.toString(e.getMessage()));
        } finally {
            out.flush();
        }
    }

    private Pinned pinned() {
        if (pins != null) {
            return new Pinned(pins, "--pins");
        }
        Map<String, String> environment =
                servers.isGiven() ? DevFolder.prepare(DevFolder.home()).environment(System.getenv()) : System.getenv();
        SluiceConfig config = servers.addTo(options.load(environment).config(), System.getenv(), ignored -> {});
        Path file = config.federation().pins();
        boolean usual = file.equals(config.dataDir().resolve("pins.json"));
        return new Pinned(file, usual ? "dataDir (DATA_DIR), since pins.file is not set" : "pins.file");
    }

    /** Not the same as that nothing waits: somebody may be looking in the wrong place. */
    private int absent(PinReview review, Pinned pinned, PrintWriter out) {
        PrintWriter told = json ? spec().commandLine().getErr() : out;
        told.println("There is no file of pins " + review.file() + ", which is named by " + pinned.from()
                + ": nothing has been accepted or withheld there.");
        told.flush();
        if (accepting != null && !accepting.all) {
            return accept(review, List.of(), accepting, out);
        }
        return json ? show(List.of(), out) : Sluice.OK;
    }

    private int show(List<Waiting> waiting, PrintWriter out) {
        if (json) {
            out.println(waiting.stream()
                    .map(ReviewCommand::toJson)
                    .collect(Collectors.joining(",", "{\"waiting\":[", "]}")));
            return Sluice.OK;
        }
        waiting.forEach(one -> {
            out.println((one.known() ? "changed " : "new     ") + one.kind() + ' ' + one.publicName() + '@'
                    + one.digest() + " of " + one.provider());
            one.difference().forEach(line -> out.println("    " + line));
            out.println();
        });
        out.println(
                waiting.isEmpty()
                        ? "Nothing waits to be reviewed."
                        : "Accept with: sluice tools review --accept NAME@DIGEST ..., or --accept-all");
        return Sluice.OK;
    }

    private int accept(PinReview review, List<Waiting> waiting, Accepting wanted, PrintWriter out) {
        List<Waiting> accepted = new ArrayList<>(wanted.all ? waiting : List.of());
        List<String> unknown = new ArrayList<>();
        for (String name : wanted.names) {
            List<Waiting> named =
                    waiting.stream().filter(one -> isCalled(one, name)).toList();
            accepted.addAll(named);
            if (named.isEmpty()) {
                unknown.add(name);
            }
        }
        if (!unknown.isEmpty()) {
            unknown.forEach(name -> spec().commandLine()
                    .getErr()
                    .println("sluice: " + name + " does not wait to be reviewed; nothing was accepted"));
            return Sluice.FAILED;
        }
        review.accept(accepted, System.getProperty("user.name", "unknown"), InstantSource.system());
        if (json) {
            out.println(accepted.stream()
                    .map(ReviewCommand::toJson)
                    .collect(Collectors.joining(",", "{\"accepted\":[", "]}")));
        } else {
            accepted.forEach(one -> out.println("accepted " + one.publicName() + '@' + one.digest()));
        }
        return Sluice.OK;
    }

    private static boolean isCalled(Waiting one, String name) {
        int at = name.lastIndexOf("@sha256:");
        String called = at < 0 ? name : name.substring(0, at);
        boolean same = called.equals(one.publicName()) || called.equals(one.provider() + '/' + one.name());
        return same && (at < 0 || one.digest().equals(name.substring(at + 1)));
    }

    private static String toJson(Waiting one) {
        return "{\"kind\":" + JsonCodec.quote(one.kind()) + ",\"provider\":" + JsonCodec.quote(one.provider())
                + ",\"name\":" + JsonCodec.quote(one.name()) + ",\"publicName\":" + JsonCodec.quote(one.publicName())
                + ",\"digest\":" + JsonCodec.quote(one.digest()) + ",\"known\":" + one.known() + ",\"difference\":"
                + one.difference().stream().map(JsonCodec::quote).collect(Collectors.joining(",", "[", "]")) + '}';
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }
}
