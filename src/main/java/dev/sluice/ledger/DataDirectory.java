package dev.sluice.ledger;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of embedded stores, and the node's name that is kept in it from start to start. */
final class DataDirectory {
    private static final Logger LOGGER = LoggerFactory.getLogger(DataDirectory.class);
    private static final String NODE_FILE = "node-id";
    private static final Pattern NODE_FORM = Pattern.compile("[a-z0-9]{4,32}");

    private final Path path;

    DataDirectory(Path path) {
        this.path = path;
    }

    /**
     * Makes it when it is not there, for nobody but its owner.
     *
     * @throws DatabaseException when it cannot be written
     */
    void ensureWritable() {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path);
                if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
                }
            }
        } catch (IOException e) {
            throw new DatabaseException(
                    "dataDir " + path + " cannot be made: " + e.getClass().getSimpleName(), e);
        }
        if (!Files.isWritable(path)) {
            throw new DatabaseException("dataDir " + path + " is not writable by this user");
        }
    }

    Path resolve(String name) {
        return path.toAbsolutePath().resolve(name);
    }

    /** The node's name: the one kept here, a new one when there is none, one for this start only when none can be kept. */
    String node() {
        Path file = path.resolve(NODE_FILE);
        String fresh = Long.toString(new SecureRandom().nextLong(1L << 60, Long.MAX_VALUE), 36);
        try {
            Files.createDirectories(path);
            Files.writeString(file, fresh, java.nio.file.StandardOpenOption.CREATE_NEW);
            return fresh;
        } catch (FileAlreadyExistsException e) {
            return kept(file, fresh);
        } catch (IOException e) {
            LOGGER.atInfo().addKeyValue("cause", e.getClass().getSimpleName()).log("The node's name cannot be kept");
            return fresh;
        }
    }

    private static String kept(Path file, String fresh) {
        try {
            String node = Files.readString(file).strip();
            if (NODE_FORM.matcher(node).matches()) {
                return node;
            }
        } catch (IOException e) {
            LOGGER.atDebug().setCause(e).log("The node's name cannot be read");
        }
        LOGGER.atWarn().addKeyValue("file", NODE_FILE).log("The file with the node's name is damaged and was ignored");
        return fresh;
    }
}
