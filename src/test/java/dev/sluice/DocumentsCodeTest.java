package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.MarkdownFile.Block;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The Java that the documents show compiles against the public contract; parts of a provider within a whole one. */
@Tag("R-109")
class DocumentsCodeTest {
    static final String PART = "part of a provider";

    private static final String BEFORE = """
            import dev.sluice.bus.TaskSupport;
            import dev.sluice.mcp.*;
            import dev.sluice.provider.*;
            import io.vertx.core.Future;
            import java.time.Duration;
            import java.util.*;

            abstract class Part implements ToolProvider {
                ProviderHost host;
            """;

    @TempDir
    Path classes;

    @TestFactory
    Stream<DynamicTest> everyBlockOfJavaCompiles() {
        List<DynamicTest> tests = new ArrayList<>();
        for (MarkdownFile document : MarkdownFile.ofTheProject()) {
            for (Block block : document.blocks()) {
                if (block.language().equals("java") && !block.isLeftOut()) {
                    tests.add(DynamicTest.dynamicTest(block.where(), () -> compiles(block)));
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(6);
        return tests.stream();
    }

    private void compiles(Block block) {
        boolean part = block.marker().equals(PART);
        String name = part ? "Part" : block.text().replaceAll("(?s).*public final class (\\w+).*", "$1");
        String source = part ? BEFORE + block.text() + "\n}\n" : block.text();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        List<String> options =
                List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString());

        boolean compiled = compiler.getTask(complaints, null, null, options, null, List.of(file(name, source)))
                .call();

        assertThat(compiled).as("%s%n%s", block.where(), complaints).isTrue();
    }

    private static JavaFileObject file(String name, String source) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }
}
