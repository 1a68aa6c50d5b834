package dev.sluice.provider.upstream.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Signals to processes and groups of them, which Java has no words for. Thread-safe. */
final class Posix {
    static final int SIGKILL = 9;
    static final int SIGTERM = 15;

    private static final @Nullable MethodHandle KILL = link();

    private Posix() {}

    /**
     * Sends a signal; nothing happens when there is no such process or it may not be signalled.
     *
     * @param target id of a process, or that of a group with a minus before it
     */
    static void signal(long target, int signal) {
        if (KILL == null) {
            ProcessHandle.of(Math.abs(target)).ifPresent(process -> destroy(process, signal));
            return;
        }
        try {
            int ignored = (int) KILL.invokeExact((int) target, signal);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void destroy(ProcessHandle process, int signal) {
        if (signal == SIGKILL) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
    }

    @SuppressWarnings("restricted") // a group of processes cannot be signalled otherwise
    private static @Nullable MethodHandle link() {
        try {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("kill"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        } catch (NoSuchElementException | IllegalCallerException | UnsupportedOperationException | LinkageError e) {
            return null;
        }
    }
}
