package dev.sluice.provider.upstream.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.Secret;
import dev.sluice.config.UpstreamConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, most of them ill-behaved. */
@Tag("R-308")
class ChildTest {
    private static final String ECHO = "while read -r line; do printf '%s\\n' \"$line\"; done";
    private static final String NOTE = "{\"jsonrpc\":\"2.0\",\"method\":\"n\",\"params\":{}}";

    private final Nursery nursery = new Nursery();

    @TempDir
    private Path directory;

    @AfterEach
    void close() throws Exception {
        nursery.close();
    }

    @Test
    void aMessageIsOneLineWhateverItsSpelling() throws Exception {
        Child child = nursery.start(nursery.script(ECHO));

        nursery.send(child, "{\"jsonrpc\":\"2.0\",\n\"method\":\"n\"}");

        await().untilAsserted(
                        () -> assertThat(nursery.heard).containsExactly("{\"jsonrpc\":\"2.0\", \"method\":\"n\"}"));
    }

    @Test
    void linesThatAreCutAndWhatIsNoMessageDoNoHarm() throws Exception {
        // given a program that greets, prints half a line at a time, and ends without a line feed
        String script =
                "echo 'Listening...'; printf '{\"jsonrpc\":'; sleep 0.05; printf '\"2.0\",\"method\":\"n\",\"params\":{}}\\n"
                        + "[1]\\n\\n{\"broken\\n'; printf '%s' '" + NOTE + "'";

        // when
        nursery.start(nursery.script(script));

        // then
        await().until(() -> !nursery.ends.isEmpty());
        assertThat(nursery.heard).containsExactly(NOTE, NOTE);
        assertThat(nursery.ends).containsExactly("exited with code 0");
    }

    @Test
    void whoWritesALineOverTheBoundIsEnded() throws Exception {
        nursery.start(nursery.script("head -c 100000 /dev/zero | tr '\\0' x; sleep 60"));

        await().untilAsserted(() ->
                assertThat(nursery.ends).containsExactly("was ended: a line of it was longer than the bound"));
    }

    @Test
    void whoNeverSpeaksTheProtocolIsEnded() throws Exception {
        nursery.start(nursery.script("yes"));

        await().untilAsserted(
                        () -> assertThat(nursery.ends).containsExactly("was ended: its output is not the protocol"));
    }

    @Test
    void whoDoesNotReadIsSentNoMoreThanTheBound() throws Exception {
        // given
        Child child = nursery.start(nursery.script("head -c 1 >/dev/null; echo '" + NOTE + "'; sleep 60"));
        Buffer big = Buffer.buffer("x".repeat(100_000));
        List<Future<Void>> sent = new ArrayList<>(List.of(child.send(big)));
        await("the first is being written").until(() -> !nursery.heard.isEmpty());

        // when
        for (int i = 1; i < 5; i++) {
            sent.add(child.send(big));
        }

        // then
        assertThatThrownBy(() -> sent.getLast().await(30, SECONDS))
                .isInstanceOf(ChildException.class)
                .hasMessage("The process does not read what waits for it");
        nursery.await(child::end);
        await().until(() -> sent.stream().allMatch(Future::failed));
        assertThat(((ChildException) sent.getFirst().cause()).mayHaveBeenRead()).isTrue();
        assertThat(((ChildException) sent.get(1).cause()).mayHaveBeenRead())
                .as("what waited behind it")
                .isFalse();
    }

    @Test
    void whoSeesTheEndOfInputIsNotSignalled() throws Exception {
        Path mark = directory.resolve("clean");
        Child child = nursery.start(nursery.script("cat >/dev/null; echo done > " + mark, Nursery.PATIENT));

        nursery.await(child::end);

        assertThat(mark).hasContent("done");
        assertThat(nursery.ends).containsExactly("exited with code 0, asked");
    }

    @Test
    void whoIgnoresTheEndOfInputIsAskedBySigterm() throws Exception {
        Path mark = directory.resolve("termed");
        Child child = nursery.start(nursery.script(
                "trap 'echo done > " + mark + "; exit 3' TERM; echo '" + NOTE + "'; while :; do sleep 0.05; done",
                Nursery.ASKING));
        await().until(() -> !nursery.heard.isEmpty());

        nursery.await(child::end);

        assertThat(mark).hasContent("done");
        assertThat(nursery.ends).containsExactly("exited with code 3, asked");
    }

    @Test
    void whoIgnoresSigtermIsKilled() throws Exception {
        Child child = nursery.start(nursery.script("trap '' TERM; echo '" + NOTE + "'; while :; do sleep 0.05; done"));
        await().until(() -> !nursery.heard.isEmpty());

        nursery.await(child::end);

        assertThat(nursery.ends).containsExactly("exited with code 137, asked");
        assertThat(ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void whatAChildHasStartedIsGoneWithIt() throws Exception {
        // given processes in its group, in sessions of their own, and in the background of those, all of which ignore
        // signals
        Path pids = directory.resolve("pids");
        String stubborn = "trap \"\" TERM HUP; echo $$ >> " + pids + "; while :; do sleep 1; done";
        String script = "for i in 1 2 3; do sh -c '" + stubborn + "' & done; setsid sh -c '" + stubborn
                + "' & (setsid sh -c '" + stubborn + "' &) ; echo '" + NOTE + "'; cat >/dev/null";
        Child child = nursery.start(nursery.script(script));
        await().until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 5);

        // when
        nursery.await(child::end);

        // then
        assertThat(Files.readAllLines(pids))
                .allSatisfy(pid -> assertThat(runs(pid)).isFalse());
    }

    @Test
    void whatACrashLeavesBehindIsEnded() throws Exception {
        Path pids = directory.resolve("pids");
        nursery.start(nursery.script("sh -c 'echo $$ > " + pids + "; exec sleep 60' & while [ ! -s " + pids
                + " ]; do sleep 0.05; done; kill -9 $$"));

        await().untilAsserted(() -> assertThat(nursery.ends).containsExactly("exited with code 137"));

        assertThat(Files.readAllLines(pids))
                .hasSize(1)
                .allSatisfy(pid -> assertThat(runs(pid)).isFalse());
    }

    @Test
    void whoForksWithoutEndIsEndedAltogether() throws Exception {
        // given a bomb that ignores signals, and burns slowly and not for ever for the sake of this machine
        Path bomb = directory.resolve("bomb.sh");
        Files.writeString(
                bomb,
                "trap '' TERM; sleep 0.2; [ $1 -gt 5 ] && exec sleep 5\n" + "sh " + bomb + " $(($1+1)) & sh " + bomb
                        + " $(($1+1)) & wait");
        Child child = nursery.start(nursery.script("sh " + bomb + " 0 & cat > /dev/null; sleep 60"));
        await().until(() -> running(bomb) > 10);

        // when
        nursery.await(child::end);

        // then
        assertThat(running(bomb)).isZero();
    }

    @Test
    void seesOnlyTheEnvironmentThatIsMeantForIt() throws Exception {
        // given
        UpstreamConfig.Command command = new UpstreamConfig.Command(
                List.of("sh", "-c", "env > env.txt; cat"),
                Map.of("TOKEN", new Secret("s3cret-value")),
                Optional.of(directory));
        Map<String, String> own = Map.of("PATH", "/bin", "LC_ALL", "C", "JWT_SECRET", "x", "LD_PRELOAD", "y");

        // when
        nursery.start(nursery.children(command, Nursery.BOUNDS));

        // then
        assertThat(Launcher.environment(command, own).keySet()).containsExactly("LC_ALL", "PATH", "TOKEN");
        Path written = directory.resolve("env.txt");
        await().until(() -> Files.exists(written) && Files.readString(written).contains("PATH="));
        assertThat(Files.readString(written)).contains("TOKEN=s3cret-value");
        assertThat(Files.readAllLines(written).stream().map(line -> line.substring(0, line.indexOf('='))))
                .isSubsetOf(
                        "PATH",
                        "HOME",
                        "LANG",
                        "TMPDIR",
                        "USER",
                        "TOKEN",
                        "SLUICE_CHILD",
                        "PWD",
                        "OLDPWD",
                        "SHLVL",
                        "_",
                        "LC_ALL",
                        "LC_CTYPE");
    }

    @Test
    void aProgramThatIsNotThereIsToldOf() {
        UpstreamConfig.Command command =
                new UpstreamConfig.Command(List.of("no-such-program"), Map.of(), Optional.empty());

        assertThatThrownBy(() -> nursery.start(nursery.children(command, Nursery.BOUNDS)))
                .isInstanceOf(ChildException.class)
                .hasMessage("The program no-such-program is in no directory of PATH");
    }

    /** Those that are dead and not yet buried by the first process of the system do not. */
    private static boolean runs(String pid) throws IOException {
        Path stat = Path.of("/proc", pid.strip(), "stat");
        try {
            return !Files.readString(stat).replaceFirst(".*\\) ", "").startsWith("Z");
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private static long running(Path script) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(script.toString()))
                .count();
    }
}
