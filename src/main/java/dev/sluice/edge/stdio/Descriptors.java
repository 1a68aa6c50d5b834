package dev.sluice.edge.stdio;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The three calls of POSIX that move and write file descriptors, which Java has no words for. */
final class Descriptors {
    static final int OUT = 1;
    static final int ERR = 2;

    private static final int EINTR = 4;
    private static final int EAGAIN_LINUX = 11;
    private static final int EAGAIN_BSD = 35;

    private final MethodHandle dup;
    private final MethodHandle dup2;
    private final MethodHandle write;
    private final VarHandle errno;
    private final StructLayout state;

    private Descriptors(Linker linker) {
        this.state = Linker.Option.captureStateLayout();
        this.errno = state.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        this.dup = function(linker, "dup", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        this.dup2 = function(linker, "dup2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        this.write = function(
                linker,
                "write",
                FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG),
                Linker.Option.captureCallState("errno"));
    }

    /** @throws UnsupportedOperationException where the platform has no such calls or this JVM may not make them */
    static Descriptors link() {
        try {
            return new Descriptors(Linker.nativeLinker());
        } catch (java.util.NoSuchElementException | IllegalCallerException | LinkageError e) {
            throw new UnsupportedOperationException(e);
        }
    }

    @SuppressWarnings("restricted") // the descriptors of this process cannot be moved otherwise
    private static MethodHandle function(
            Linker linker, String name, FunctionDescriptor type, Linker.Option... options) {
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
    }

    /** Another descriptor of the same open file. */
    int copy(int descriptor) throws IOException {
        return checked(invoke(() -> (int) dup.invokeExact(descriptor)));
    }

    /** Lets a descriptor stand for the open file of another. */
    void redirect(int descriptor, int target) throws IOException {
        checked(invoke(() -> (int) dup2.invokeExact(target, descriptor)));
    }

    /**
     * Writes what the file takes.
     *
     * @param captured memory of {@link #newState}
     * @return bytes written, 0 when it takes none at the moment
     * @throws IOException when nobody can read it any more
     */
    long write(int descriptor, MemorySegment bytes, long length, MemorySegment captured) throws IOException {
        long written = invoke(() -> (long) write.invokeExact(captured, descriptor, bytes, length));
        if (written >= 0) {
            return written;
        }
        int cause = (int) errno.get(captured, 0L);
        if (cause == EINTR || cause == EAGAIN_LINUX || cause == EAGAIN_BSD) {
            return 0;
        }
        throw new IOException("standard output cannot be written (errno " + cause + ')');
    }

    MemorySegment newState(Arena arena) {
        return arena.allocate(state);
    }

    private static int checked(int result) throws IOException {
        if (result < 0) {
            throw new IOException("a standard descriptor cannot be moved");
        }
        return result;
    }

    /** A call of a method handle. */
    @FunctionalInterface
    private interface Invocation<T> {
        T invoke() throws Throwable;
    }

    private static <T> T invoke(Invocation<T> invocation) {
        try {
            return invocation.invoke();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
