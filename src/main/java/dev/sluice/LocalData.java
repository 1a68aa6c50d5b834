package dev.sluice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The data directory of one process that serves standard input. Every client starts a process of its own, and an embedded
 * store belongs to one process: each takes the first directory that no other holds, and so they stay as few as there
 * ever were clients at one time.
 */
final class LocalData implements AutoCloseable {
    /** Processes over one data directory at one time. */
    static final int MAX = 64;

    private final Path directory;
    private final FileChannel lock;

    private LocalData(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes a directory below another.
     *
     * @throws UncheckedIOException when it cannot be written
     * @throws IllegalStateException when all are taken
     */
    static LocalData take(Path base) {
        try {
            for (int i = 1; i <= MAX; i++) {
                Path directory = base.resolve("stdio-" + i);
                make(directory);
                FileChannel channel = FileChannel.open(
                        directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return new LocalData(directory, channel);
                }
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to the data directory " + base, e);
        }
        throw new IllegalStateException(
                MAX + " processes use " + base + " already; end one, or set another directory by DATA_DIR");
    }

    /** For nobody but its owner, like every data directory. */
    private static void make(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
