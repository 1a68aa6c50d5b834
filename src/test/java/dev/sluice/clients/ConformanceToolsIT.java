package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of {@code scripts/conformance.sh} that are our own: a proxy that lies or a count that errs would hide failures. */
@Tag("R-205")
class ConformanceToolsIT {
    @ParameterizedTest
    @ValueSource(strings = {"inject.test.mjs", "results.test.mjs", "driver.test.mjs"})
    void ownTestsPass(String script) throws IOException, InterruptedException {
        Command.Ended ended =
                NpmProject.bare("conformance").node(Map.of(), script).run(Duration.ofSeconds(60));

        assertThat(ended.succeeded()).as(ended.out() + ended.err()).isTrue();
    }
}
