package dev.sluice.edge.stdio;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Standard input and output of this process, kept from everybody else in it, so that nothing but protocol is on them.
 * Whoever prints, prints to standard error: through {@link System#out}, through a copy of it made before, and, where
 * the platform lets descriptors be moved, also native code, the JVM itself and children.
 */
public final class StandardStreams {
    private static final int BUFFER = 64 * 1024;

    private static volatile @org.jspecify.annotations.Nullable StandardStreams taken;

    private final InputStream in;
    private final OutputStream out;

    /** @param out unbuffered */
    public StandardStreams(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** Takes them; the first to ask should be the first thing that the process does. Later calls give the same. */
    public static synchronized StandardStreams take() {
        StandardStreams streams = taken;
        if (streams == null) {
            streams = new StandardStreams(new FileInputStream(FileDescriptor.in), output());
            System.setIn(InputStream.nullInputStream());
            System.setOut(System.err);
            taken = streams;
        }
        return streams;
    }

    private static OutputStream output() {
        System.out.flush();
        try {
            Descriptors descriptors = Descriptors.link();
            int own = descriptors.copy(Descriptors.OUT);
            descriptors.redirect(Descriptors.OUT, Descriptors.ERR);
            return new DescriptorStream(descriptors, own);
        } catch (UnsupportedOperationException | IOException e) {
            return new FileOutputStream(FileDescriptor.out);
        }
    }

    /** Reads at most as much as the array holds; blocks. */
    int read(byte[] chunk) throws IOException {
        return in.read(chunk);
    }

    /** Memory for one {@link #read}. */
    static byte[] newChunk() {
        return new byte[BUFFER];
    }

    OutputStream out() {
        return out;
    }
}
