package dev.sluice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A document of the project: its blocks of code, its links and its headings. */
record MarkdownFile(Path path, List<String> lines) {
    private static final String FENCE = "```";
    private static final Pattern MARKER = Pattern.compile("^<!-- (.+) -->$");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern NAMED_PATH =
            Pattern.compile("`((?:src|docs|scripts|bench|certs|conf|target)/[A-Za-z0-9_./-]+)`");

    /**
     * A fenced block.
     *
     * @param line of its first fence, from 1
     * @param language as the fence names it, empty when it names none
     * @param marker what the comment on the line before says, empty when there is none
     */
    record Block(Path document, int line, String language, String marker, String text) {
        boolean isCommand() {
            return language.equals("sh") || language.equals("console");
        }

        boolean isLeftOut() {
            return marker.startsWith("not run: ");
        }

        String where() {
            return document + ":" + line;
        }

        /** The commands alone: all of {@code sh}, what follows the prompts of {@code console}. */
        String script() {
            return language.equals("console") ? String.join("\n", console(true)) : text;
        }

        /** What {@code console} shows besides commands. */
        List<String> shown() {
            return language.equals("console") ? console(false) : List.of();
        }

        private List<String> console(boolean commands) {
            List<String> chosen = new ArrayList<>();
            boolean goesOn = false;
            for (String line : text.lines().toList()) {
                boolean command = goesOn || line.startsWith("$ ");
                if (command == commands) {
                    chosen.add(command && !goesOn ? line.substring(2) : line);
                }
                goesOn = command && line.endsWith("\\");
            }
            return chosen;
        }
    }

    static MarkdownFile read(Path path) {
        try {
            return new MarkdownFile(path, Files.readAllLines(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** README, CONTRIBUTING, CHANGELOG and everything under {@code docs}. */
    static List<MarkdownFile> ofTheProject() {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
                                    .map(Path::of),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .map(MarkdownFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The blocks in their order. */
    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        int begin = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).strip().startsWith(FENCE)) {
                continue;
            }
            if (begin < 0) {
                begin = i;
            } else {
                blocks.add(block(begin, i));
                begin = -1;
            }
        }
        if (begin >= 0) {
            throw new IllegalStateException(path + ":" + (begin + 1) + ": this block does not end");
        }
        return blocks;
    }

    private Block block(int begin, int end) {
        Matcher marker = MARKER.matcher(begin == 0 ? "" : lines.get(begin - 1));
        return new Block(
                path,
                begin + 1,
                lines.get(begin).strip().substring(FENCE.length()),
                marker.matches() ? marker.group(1) : "",
                String.join("\n", lines.subList(begin + 1, end)));
    }

    /** The targets of links, as written. */
    List<String> links() {
        return found(LINK);
    }

    /** Files of the project that are named in code type. */
    List<String> namedPaths() {
        return found(NAMED_PATH);
    }

    /** The anchors of the headings, as GitHub makes them. */
    List<String> anchors() {
        return lines.stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private List<String> found(Pattern pattern) {
        return pattern.matcher(String.join("\n", lines))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }
}
