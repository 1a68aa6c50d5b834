package dev.sluice.provider.upstream.process;

import dev.sluice.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what a child writes to standard error into the log: {@value #MAX_LINE} characters of a line and {@value #MAX_RATE} lines
 * a second, of the rest only how many there were. Values of its environment that are secret are not shown. One that floods it
 * is read more slowly, so that it costs little. Runs on a thread of its own, which it blocks.
 */
final class ErrorLog implements Runnable {
    static final int MAX_LINE = 1_024;
    static final int MAX_RATE = 100;
    /** Characters of {@link #lastWords}. */
    static final int MAX_WORDS = 200;
    /** Lines that may stand behind the one that names the error: some end with where it was, and their version. */
    static final int MAX_BEHIND = 20;

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.sluice.upstream.stderr");
    private static final int CHUNK = 16 * 1024;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long FLOOD_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    /** Shorter values would hide half of the log and are no secret. */
    private static final int SHORTEST_SECRET = 6;

    private static final char HIDDEN = '\uFFFC';
    private static final Pattern HIDDEN_RUN = Pattern.compile(HIDDEN + "+");
    private static final Pattern COMPLAINT = Pattern.compile("error|exception|panic|fatal", Pattern.CASE_INSENSITIVE);

    private final InputStream in;
    private final Lines lines;
    private final LongSupplier nanos;
    private final List<String> secrets;
    private final byte[] line;
    private int length;
    private long second;
    private int said;
    private long unsaid;
    private int behind;
    private volatile String complaint = "";
    private volatile String last = "";

    /** Where lines go. */
    interface Lines {
        void line(String text);

        /** Lines have been dropped since the last time. */
        void dropped(long count);
    }

    /** @param nanos nanoseconds of any beginning */
    ErrorLog(InputStream in, Collection<Secret> secrets, Lines lines, LongSupplier nanos) {
        this.in = in;
        this.lines = lines;
        this.nanos = nanos;
        this.secrets = secrets.stream()
                .flatMap(secret -> secret.reveal().lines())
                .filter(text -> text.length() >= SHORTEST_SECRET)
                .toList();
        int longest = this.secrets.stream()
                .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .max()
                .orElse(0);
        this.line = new byte[MAX_LINE + longest];
        this.second = nanos.getAsLong();
    }

    /** Lines of an upstream into the log. */
    static Lines logged(String upstream, java.util.function.LongConsumer dropped) {
        return new Lines() {
            @Override
            public void line(String text) {
                LOGGER.atInfo()
                        .addKeyValue("upstream", upstream)
                        .addKeyValue("line", text)
                        .log("An upstream wrote to standard error");
            }

            @Override
            public void dropped(long count) {
                dropped.accept(count);
                LOGGER.atWarn()
                        .addKeyValue("upstream", upstream)
                        .addKeyValue("lines", count)
                        .log("An upstream wrote more to standard error than is logged");
            }
        };
    }

    @Override
    public void run() {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                accept(chunk, count);
                if (unsaid > 0) {
                    LockSupport.parkNanos(FLOOD_PAUSE);
                }
            }
        } catch (IOException e) {
            // closed: the child is gone
        }
        if (length > 0) {
            lineEnds();
        }
        tellUnsaid();
    }

    /**
     * The line by which it told why it has ended, as far as one can know: the one among the last that were logged that names an
     * error, otherwise the last; empty when there was none. Any thread.
     */
    String lastWords() {
        String words = (complaint.isEmpty() ? last : complaint).strip();
        return words.length() > MAX_WORDS ? words.substring(0, MAX_WORDS) + '…' : words;
    }

    private void accept(byte[] chunk, int count) {
        for (int i = 0; i < count; i++) {
            if (chunk[i] == '\n') {
                lineEnds();
            } else if (length < line.length) {
                line[length++] = chunk[i];
            }
        }
    }

    private void lineEnds() {
        int end = length;
        length = 0;
        if (nanos.getAsLong() - second >= SECOND) {
            second = nanos.getAsLong();
            said = 0;
            tellUnsaid();
        }
        if (said == MAX_RATE) {
            unsaid++;
            return;
        }
        String text = shown(new String(line, 0, end, StandardCharsets.UTF_8));
        if (!text.isBlank()) {
            said++;
            remember(text);
            lines.line(text);
        }
    }

    private void remember(String text) {
        last = text;
        behind++;
        if (COMPLAINT.matcher(text).find()) {
            complaint = text;
            behind = 0;
        } else if (behind > MAX_BEHIND) {
            complaint = "";
        }
    }

    private void tellUnsaid() {
        if (unsaid > 0) {
            lines.dropped(unsaid);
            unsaid = 0;
        }
    }

    /* Secrets keep their length until the line has been cut, so that none is cut in two and its beginning shown. */
    private String shown(String text) {
        String safe = text.stripTrailing();
        for (String secret : secrets) {
            safe = safe.replace(secret, String.valueOf(HIDDEN).repeat(secret.length()));
        }
        String cut = safe.length() > MAX_LINE ? safe.substring(0, MAX_LINE) + '…' : safe;
        return HIDDEN_RUN.matcher(cut).replaceAll("***");
    }
}
