package dev.sluice.provider.upstream.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-308")
class ErrorLogTest {
    private static final Secret SECRET = new Secret("hunter2-hunter2");

    private final AtomicLong now = new AtomicLong();
    private final List<String> logged = new ArrayList<>();
    private long dropped;

    @Test
    void logsALineOfAnyEndUpToTheBound() {
        read("first\r\n\nsecond\n" + "x".repeat(5_000) + "\nlast without end");

        assertThat(logged).containsExactly("first", "second", "x".repeat(ErrorLog.MAX_LINE) + '…', "last without end");
        assertThat(dropped).isZero();
    }

    @Test
    void logsAHundredLinesASecondAndTellsHowManyItLeftOut() {
        read(lines(250));

        assertThat(logged).hasSize(ErrorLog.MAX_RATE);
        assertThat(dropped).isEqualTo(150);
    }

    @Test
    void logsAgainInTheNextSecond() {
        // given a stream that goes on a second later
        InputStream later = new java.io.SequenceInputStream(bytes(lines(150)), new InputStream() {
            private final InputStream rest = bytes("afterwards\n");

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                now.set(Duration.ofSeconds(2).toNanos());
                return rest.read(bytes, offset, length);
            }
        });

        // when
        log(later).run();

        // then
        assertThat(logged).hasSize(ErrorLog.MAX_RATE + 1).last().isEqualTo("afterwards");
        assertThat(dropped).isEqualTo(50);
    }

    @Test
    @Tag("R-603")
    void showsNoSecretOfTheEnvironmentNorTheBeginningOfOne() {
        String cut = "x".repeat(ErrorLog.MAX_LINE - 4);

        read("token hunter2-hunter2 refused\n" + cut + "hunter2-hunter2\n");

        assertThat(read("token hunter2-hunter2 refused").lastWords()).isEqualTo("token *** refused");
        logged.removeLast();
        assertThat(logged).containsExactly("token *** refused", cut + "***…");
    }

    @Test
    void itsLastWordsAreTheLastLineOrTheOneThatNamesAnErrorBeforeIt() {
        assertThat(read("").lastWords()).isEmpty();
        assertThat(read("first\nlast\n\n").lastWords()).isEqualTo("last");
        assertThat(read("Error: no such file\n  at main\n\nProgram v1.2\n").lastWords())
                .isEqualTo("Error: no such file");
        assertThat(read("an error long ago\n" + lines(ErrorLog.MAX_BEHIND + 1)).lastWords())
                .isEqualTo("line " + ErrorLog.MAX_BEHIND);
        assertThat(read("no " + "y".repeat(500) + '\n').lastWords()).hasSize(ErrorLog.MAX_WORDS + 1);
    }

    private ErrorLog read(String text) {
        ErrorLog log = log(bytes(text));
        log.run();
        return log;
    }

    private ErrorLog log(InputStream in) {
        return new ErrorLog(
                in,
                List.of(SECRET, new Secret("x")),
                new ErrorLog.Lines() {
                    @Override
                    public void line(String text) {
                        logged.add(text);
                    }

                    @Override
                    public void dropped(long count) {
                        dropped += count;
                    }
                },
                now::get);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String lines(int count) {
        return String.join(
                "", IntStream.range(0, count).mapToObj(i -> "line " + i + '\n').toList());
    }
}
