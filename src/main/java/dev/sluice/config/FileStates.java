package dev.sluice.config;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether files have other content than before. A file is read again when its size, time or identity has changed
 * (the latter when a link on the way to it leads elsewhere), and while its time is so young that a change might not show
 * in it. Blocking. Confined to one thread.
 */
final class FileStates {
    /** How coarse the times of a file system may be. */
    private static final Duration COARSE = Duration.ofSeconds(5);

    private static final String ABSENT = "absent";

    private final Map<Path, State> known = new HashMap<>();

    /** What the files hold: a hash for each, or that it is not there or cannot be read. */
    Map<Path, String> look(Set<Path> files, Instant now) {
        Map<Path, String> contents = new TreeMap<>();
        for (Path file : files) {
            contents.put(file, content(file, now));
        }
        known.keySet().retainAll(files);
        return contents;
    }

    /** The files whose content differs. */
    static Set<Path> differing(Map<Path, String> before, Map<Path, String> after) {
        Set<Path> files = new TreeSet<>(before.keySet());
        files.addAll(after.keySet());
        files.removeIf(file -> after.getOrDefault(file, ABSENT).equals(before.getOrDefault(file, ABSENT)));
        return files;
    }

    private String content(Path file, Instant now) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            State before = known.get(file);
            if (before != null && before.holds(attributes)) {
                return before.hash();
            }
            String hash = hash(file);
            known.put(file, State.of(attributes, hash, now));
            return hash;
        } catch (IOException e) {
            known.remove(file);
            return ABSENT;
        }
    }

    private static String hash(Path file) throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * What a file was when it was read.
     *
     * @param settled whether it was old enough then for any later change to show in its time
     */
    private record State(long size, FileTime time, @Nullable Object key, String hash, boolean settled) {
        static State of(BasicFileAttributes attributes, String hash, Instant now) {
            boolean settled = attributes.lastModifiedTime().toInstant().isBefore(now.minus(COARSE));
            return new State(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey(), hash, settled);
        }

        boolean holds(BasicFileAttributes attributes) {
            return settled
                    && size == attributes.size()
                    && time.equals(attributes.lastModifiedTime())
                    && Objects.equals(key, attributes.fileKey());
        }
    }
}
