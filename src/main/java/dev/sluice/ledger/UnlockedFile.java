package dev.sluice.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * Files that H2 reads without locking and without writing, so that a gateway can be started meanwhile. Paths are
 * {@code sluice-look:} and that of the file. Public because H2 makes instances by itself; any thread.
 */
public final class UnlockedFile extends FilePathWrapper {
    private static final String SCHEME = "sluice-look";

    /** The name by which H2 reads a file so. */
    static String name(Object file) {
        FilePath.register(new UnlockedFile());
        return SCHEME + ':' + file;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public boolean canWrite() {
        return false;
    }

    /** Opens the file for reading only; fails with an {@link IOException} when it is to be written. */
    @Override
    public FileChannel open(String mode) throws IOException {
        if (!mode.equals("r")) {
            throw new IOException("only looked at");
        }
        return new Unlocked(getBase().open(mode));
    }

    private static final class Unlocked extends FileBase {
        private final FileChannel file;

        Unlocked(FileChannel file) {
            this.file = file;
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            return new NoLock(this, position, size);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return file.read(target);
        }

        @Override
        public synchronized int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            throw new IOException("only looked at");
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            throw new IOException("only looked at");
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }

    private static final class NoLock extends FileLock {
        NoLock(FileChannel channel, long position, long size) {
            super(channel, position, size, true);
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public void release() {
            // There is nothing to give back.
        }
    }
}
