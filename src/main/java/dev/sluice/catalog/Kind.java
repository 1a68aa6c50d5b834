package dev.sluice.catalog;

/** What has definitions that are pinned. */
enum Kind {
    TOOL("tool", "pins"),
    PROMPT("prompt", "prompts");

    private final String word;
    private final String section;

    Kind(String word, String section) {
        this.word = word;
        this.section = section;
    }

    /** For people. */
    String word() {
        return word;
    }

    /** The member of the file of pins that holds them. */
    String section() {
        return section;
    }
}
