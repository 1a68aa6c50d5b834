import java.nio.ByteBuffer;

/**
 * Says how often the machine itself stops a process that only computes: what a server's slowest calls cannot be better than. Walks
 * through memory as a server does, since some machines stop whoever uses much of it.
 *
 * <p>Run as a source file: {@code java bench/load/Stops.java SECONDS MEGABYTES}. Prints {@code STOPS count together longest},
 * the latter two in microseconds, of stops of a millisecond and more.
 */
public final class Stops {
    private static final long STOP_NANOS = 1_000_000;
    private static final long WARM_NANOS = 1_000_000_000;
    private static final int PAGE = 4096;

    private Stops() {}

    public static void main(String[] args) {
        long measured = Long.parseLong(args[0]) * 1_000_000_000;
        ByteBuffer memory = ByteBuffer.allocateDirect(Integer.parseInt(args[1]) << 20);
        long[] warm = watch(memory, WARM_NANOS);
        long[] seen = watch(memory, measured);
        System.out.println("STOPS " + seen[0] + ' ' + seen[1] / 1_000 + ' ' + seen[2] / 1_000
                + (warm[0] + seen[0] < 0 ? memory.get(0) : ""));
    }

    private static long[] watch(ByteBuffer memory, long nanos) {
        long count = 0;
        long together = 0;
        long longest = 0;
        int at = 0;
        long begin = System.nanoTime();
        long last = begin;
        while (last - begin < nanos) {
            memory.put(at, (byte) (memory.get(at) + 1));
            at = at + PAGE < memory.capacity() ? at + PAGE : 0;
            long now = System.nanoTime();
            long gap = now - last;
            if (gap >= STOP_NANOS) {
                count++;
                together += gap;
                longest = Math.max(longest, gap);
            }
            last = now;
        }
        return new long[] {count, together, longest};
    }
}
