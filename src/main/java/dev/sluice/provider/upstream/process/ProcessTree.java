package dev.sluice.provider.upstream.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A child and all that it has started: its group, those that carry its mark in their environment although they have left the
 * group, and its descendants. What it does blocks; not for event loops. Thread-safe.
 */
final class ProcessTree {
    private static final Path PROC = Path.of("/proc");
    private static final boolean HAS_PROC = Files.isReadable(PROC.resolve("self/environ"));
    private static final long LOOK_MILLIS = 10;
    /** How often those that are left are looked for and killed; who makes new processes that fast makes no more after its group is gone. */
    private static final int KILL_ROUNDS = 50;

    private final ProcessHandle leader;
    private final byte[] mark;
    private final boolean ownGroup;

    /** @param ownGroup whether the leader leads a group of its own; otherwise the group is the gateway's */
    ProcessTree(ProcessHandle leader, String mark, boolean ownGroup) {
        this.leader = leader;
        this.mark = (Launcher.MARK + '=' + mark).getBytes(StandardCharsets.UTF_8);
        this.ownGroup = ownGroup;
    }

    /** Asks all of them to end. */
    void terminate() {
        signal(members(), Posix.SIGTERM);
    }

    /** Ends all of them; returns when none is left, or when that cannot be had. */
    void kill() {
        for (int round = 0; round < KILL_ROUNDS; round++) {
            Set<Long> left = members();
            if (left.isEmpty()) {
                return;
            }
            signal(left, Posix.SIGKILL);
            pause();
        }
    }

    /** Waits until none is left. Returns whether that is so. */
    boolean waitUntilGone(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!members().isEmpty()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            pause();
        }
        return true;
    }

    /** Ids of all that run. */
    Set<Long> members() {
        Set<Long> members = new LinkedHashSet<>();
        if (leader.isAlive()) {
            members.add(leader.pid());
            leader.descendants().forEach(process -> members.add(process.pid()));
        }
        if (HAS_PROC) {
            addFromProc(members);
        }
        return members;
    }

    private void signal(Set<Long> members, int signal) {
        if (ownGroup && !members.isEmpty()) {
            Posix.signal(-leader.pid(), signal);
        }
        members.forEach(pid -> Posix.signal(pid, signal));
    }

    private void addFromProc(Set<Long> members) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (isOurs(process)) {
                    members.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // what could be read has been
        }
    }

    /** Dead ones that nobody has buried yet do not count: their environment is empty and their state is Z. */
    private boolean isOurs(Path process) {
        try {
            if (ownGroup && isInGroup(Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1))) {
                return true;
            }
            return contains(Files.readAllBytes(process.resolve("environ")));
        } catch (IOException e) {
            return false; // gone meanwhile, or somebody else's
        }
    }

    /** {@code pid (name) state parent group …}; the name may hold anything. */
    private boolean isInGroup(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 4);
        boolean dead = fields[0].equals("Z") || fields[0].equals("X");
        return !dead && fields[2].equals(Long.toString(leader.pid()));
    }

    /** Whether a variable begins with the mark: that of a gateway within is longer. */
    private boolean contains(byte[] environment) {
        for (int at = 0; at + mark.length <= environment.length; at++) {
            if ((at == 0 || environment[at - 1] == 0)
                    && java.util.Arrays.equals(environment, at, at + mark.length, mark, 0, mark.length)) {
                return true;
            }
        }
        return false;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
