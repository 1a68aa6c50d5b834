package dev.sluice.catalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * The file of accepted definitions, and beside it that of the definitions that wait to be reviewed. Written whole and at once;
 * a lock file keeps two processes from losing what the other has written. Blocking; thread-safe.
 */
final class PinStore {
    /** Largest file that is read. */
    static final long MAX_BYTES = 256L * 1024 * 1024;

    private static final ReentrantLock WITHIN_PROCESS = new ReentrantLock();

    private final Path file;
    private final Path quarantine;

    PinStore(Path file) {
        this.file = file.toAbsolutePath();
        String name = String.valueOf(this.file.getFileName());
        String base = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
        this.quarantine = this.file.resolveSibling(base + ".quarantine.json");
    }

    Path file() {
        return file;
    }

    /** Whether there is a file. */
    boolean exists() {
        return Files.exists(file);
    }

    /** What was accepted; nothing when there is no file. Throws a {@link PinFileException}. */
    Pins load() {
        try {
            byte[] text = read(file);
            return text == null ? Pins.NONE : PinText.pins(text);
        } catch (PinFileException e) {
            throw named(file, e);
        }
    }

    /** What waits to be reviewed; as {@link #load}. */
    List<Definition> quarantined() {
        try {
            byte[] text = read(quarantine);
            return text == null ? List.of() : PinText.definitions(text);
        } catch (PinFileException e) {
            throw named(quarantine, e);
        }
    }

    /**
     * Changes what was accepted.
     *
     * @return what is in the file now
     */
    Pins update(UnaryOperator<Pins> change) {
        WITHIN_PROCESS.lock();
        try {
            Files.createDirectories(file.getParent());
            Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                Pins before = load();
                Pins after = change.apply(before);
                if (lock.isValid() && !after.equals(before)) {
                    write(file, PinText.of(after));
                }
                return after;
            }
        } catch (IOException e) {
            throw new PinFileException("The file of pins " + file + " cannot be written: " + said(e), e);
        } finally {
            WITHIN_PROCESS.unlock();
        }
    }

    /** Writes what waits to be reviewed; without anything there is no file. */
    void quarantine(List<Definition> definitions) {
        try {
            if (definitions.isEmpty()) {
                Files.deleteIfExists(quarantine);
            } else {
                Files.createDirectories(file.getParent());
                write(quarantine, PinText.of(definitions));
            }
        } catch (IOException e) {
            throw new PinFileException("The file " + quarantine + " cannot be written: " + said(e), e);
        }
    }

    /** Differs when the file was replaced or written to. */
    String stamp() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.lastModifiedTime() + " " + now.size() + ' ' + now.fileKey();
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
    }

    private static byte @org.jspecify.annotations.Nullable [] read(Path path) {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new PinFileException("it is larger than " + MAX_BYTES + " bytes");
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new PinFileException("it cannot be read: " + said(e), e);
        }
    }

    private static void write(Path path, String text) throws IOException {
        Path fresh = Files.createTempFile(path.getParent(), String.valueOf(path.getFileName()), ".new");
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            move(fresh, path);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static PinFileException named(Path path, PinFileException e) {
        return new PinFileException("The file of pins " + path + " is not usable: " + e.getMessage() + '.', e);
    }

    private static String said(IOException e) {
        return e.getClass().getSimpleName() + " " + e.getMessage();
    }
}
