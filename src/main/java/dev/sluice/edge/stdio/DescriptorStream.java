package dev.sluice.edge.stdio;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Writes to a file descriptor. Unbuffered; for one thread at a time, which it blocks while nobody reads. */
final class DescriptorStream extends OutputStream {
    private static final int CHUNK = 64 * 1024;
    /** How long to wait before trying a non-blocking descriptor again. */
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Descriptors descriptors;
    private final int descriptor;
    private final MemorySegment chunk;
    private final MemorySegment state;

    DescriptorStream(Descriptors descriptors, int descriptor) {
        this.descriptors = descriptors;
        this.descriptor = descriptor;
        // Lives as long as the process, like the descriptor.
        Arena arena = Arena.global();
        this.chunk = arena.allocate(CHUNK);
        this.state = descriptors.newState(arena);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            int size = Math.min(CHUNK, end - from);
            MemorySegment.copy(bytes, from, chunk, ValueLayout.JAVA_BYTE, 0, size);
            writeChunk(size);
            from += size;
        }
    }

    private void writeChunk(long size) throws IOException {
        long done = 0;
        while (done < size) {
            long written = descriptors.write(descriptor, chunk.asSlice(done), size - done, state);
            if (written == 0) {
                LockSupport.parkNanos(AGAIN_NANOS);
            }
            done += written;
        }
    }
}
