package dev.sluice.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Principal;
import dev.sluice.bus.Published;
import dev.sluice.bus.ResourceEntry;
import dev.sluice.edge.skill.Frontmatter;
import dev.sluice.edge.skill.InvalidSkillException;
import dev.sluice.edge.skill.SkillFile;
import dev.sluice.edge.skill.SkillFolder;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of skills (SEP-2640, "Skill Entries"), which nobody knows without reading every file. Each is made once for a
 * catalogue, whoever asks first, and anew when one of its files has changed; what is being made is waited for and not begun
 * again. Confined to the event loop of its shard.
 */
final class SkillShelf {
    /** Files of one skill. */
    static final int MAX_FILES = 512;
    /** Bytes of all files of one skill. */
    static final long MAX_BYTES = 16L * 1024 * 1024;
    /** How long a skill whose files could not be read is not tried again. */
    static final long RETRY_MILLIS = 5_000;
    /** Skills that are read at the same time; the others, at most all of the catalogue, wait. */
    private static final int MAX_READING = 8;

    private static final Logger LOGGER = LoggerFactory.getLogger(SkillShelf.class);

    private final Vertx vertx;
    private final Published<CatalogSnapshot> catalog;
    private final InstantSource clock;
    private final SkillMeters meters;
    private final Turns turns = new Turns(MAX_READING);
    private final Map<String, Slot> entries = new HashMap<>();
    private Map<String, SkillFolder> folders = Map.of();
    private @Nullable CatalogSnapshot known;

    /** An entry that is there, in the making, or could not be made. */
    private static final class Slot {
        private final Future<RawJson> entry;
        private long until = Long.MAX_VALUE;

        Slot(Future<RawJson> entry) {
            this.entry = entry;
        }
    }

    SkillShelf(Vertx vertx, Published<CatalogSnapshot> catalog, InstantSource clock, SkillMeters meters) {
        this.vertx = vertx;
        this.catalog = catalog;
        this.clock = clock;
        this.meters = meters;
    }

    /** All skills of which somebody may read every file, in order. */
    List<SkillFolder> visible(Principal principal) {
        return folders().values().stream()
                .filter(folder -> folder.visibleTo(principal))
                .toList();
    }

    /** The skill of this URI, null when there is none that they may read. */
    @Nullable
    SkillFolder find(String uri, Principal principal) {
        SkillFolder folder = folders().get(uri);
        return folder != null && folder.visibleTo(principal) ? folder : null;
    }

    /**
     * The entry of a skill.
     *
     * @param reader reads its files when nobody has yet
     * @return fails with an {@link InvalidSkillException} when the files make no skill, and with whatever the reader fails with
     */
    Future<RawJson> entry(SkillFolder folder, Function<ResourceEntry, Future<RawJson>> reader) {
        Slot slot = entries.get(folder.uri());
        if (slot == null || clock.millis() >= slot.until) {
            Slot made = new Slot(turns.take(() -> make(folder, reader)));
            entries.put(folder.uri(), made);
            made.entry.onSuccess(ignored -> meters.read().increment()).onFailure(cause -> failed(folder, made, cause));
            slot = made;
        }
        return slot.entry;
    }

    /** The contents of a resource have changed. */
    void changed(String uri) {
        if (uri.startsWith(SkillFolder.SCHEME)) {
            folders().values().stream()
                    .filter(folder -> folder.has(uri))
                    .forEach(folder -> entries.remove(folder.uri()));
        }
    }

    private Map<String, SkillFolder> folders() {
        CatalogSnapshot now = catalog.get();
        if (now != known) {
            known = now;
            entries.clear();
            folders = SkillFolder.of(now).stream()
                    .collect(Collectors.toMap(SkillFolder::uri, it -> it, (a, b) -> a, LinkedHashMap::new));
        }
        return folders;
    }

    private Future<RawJson> make(SkillFolder folder, Function<ResourceEntry, Future<RawJson>> reader) {
        if (folder.files().size() > MAX_FILES) {
            return Future.failedFuture(new InvalidSkillException("It has more than " + MAX_FILES + " files."));
        }
        List<ResourceEntry> wanted = folder.dynamic()
                ? folder.files().stream()
                        .filter(file -> file.uri().equals(folder.uri()))
                        .toList()
                : folder.files();
        Making making = new Making(folder);
        return read(making, wanted, 0, reader).map(ignored -> making.entry());
    }

    private Future<Void> read(
            Making making, List<ResourceEntry> wanted, int at, Function<ResourceEntry, Future<RawJson>> reader) {
        if (at == wanted.size()) {
            return Future.succeededFuture();
        }
        return reader.apply(wanted.get(at))
                // Hashing and parsing take their time.
                .compose(result -> vertx.executeBlocking(() -> {
                    making.add(SkillFile.of(wanted.get(at).uri(), result));
                    return null;
                }))
                .compose(ignored -> read(making, wanted, at + 1, reader));
    }

    private void failed(SkillFolder folder, Slot made, Throwable cause) {
        if (cause instanceof InvalidSkillException) {
            meters.invalid().increment();
            LOGGER.atWarn()
                    .addKeyValue("skill", folder.uri())
                    .addKeyValue("reason", cause.getMessage())
                    .log("A skill is left out");
        } else {
            meters.failed().increment();
            made.until = clock.millis() + RETRY_MILLIS;
        }
    }

    /** An entry in the making; used by one thread after the other. */
    private static final class Making {
        private final SkillFolder folder;
        private final List<SkillFile> files = new ArrayList<>();
        private @Nullable ObjectNode frontmatter;
        private long bytes;

        Making(SkillFolder folder) {
            this.folder = folder;
        }

        void add(SkillFile file) throws InvalidSkillException {
            bytes += file.size();
            if (bytes > MAX_BYTES) {
                throw new InvalidSkillException("Its files have more than " + MAX_BYTES + " bytes.");
            }
            if (file.uri().equals(folder.uri())) {
                if (file.text() == null) {
                    throw new InvalidSkillException("SKILL.md is not text.");
                }
                frontmatter = Frontmatter.read(file.text(), folder.name());
            }
            files.add(file.withoutText());
        }

        RawJson entry() {
            String resources = folder.dynamic()
                    ? "\"dynamic\""
                    : files.stream().map(SkillFile::toJson).collect(Collectors.joining(",", "[", "]"));
            return RawJson.of("{\"uri\":" + JsonCodec.quote(folder.uri()) + ",\"frontmatter\":" + frontmatter
                    + ",\"resources\":" + resources + '}');
        }
    }
}
