package dev.sluice;

import dev.sluice.config.SluiceConfig;
import java.util.Optional;

/** What {@code dev} prints when it is up: what runs where, and a line that works when pasted. */
record DevBanner(SluiceConfig config, DevFolder folder, int port) {
    String text(Optional<String> token) {
        boolean tls = config.server().tls().enabled();
        String base = (tls ? "https" : "http") + "://localhost:" + port;
        StringBuilder text = new StringBuilder(1024)
                .append("\nSluice is up.\n\n")
                .append("  endpoint  ")
                .append(base)
                .append("/mcp   (every revision of MCP, and the envelope)\n")
                .append("  health    ")
                .append(base)
                .append("/health\n")
                .append("  metrics   ")
                .append(base)
                .append("/metrics\n");
        if (config.auth().open()) {
            text.append("""

                      !!! OPEN: no authentication. Anybody on this machine may call every tool. !!!
                    """);
        }
        return text.append("\nPaste this, a tool answers:\n\n  ")
                .append(curl(base, tls, token))
                .append("\n\nMore tokens: ./sluice token --sub alice --roles user,admin   Stop: Ctrl-C\n")
                .toString();
    }

    private String curl(String base, boolean tls, Optional<String> token) {
        return "curl -sS"
                + (tls ? " --cacert '" + folder.cert() + "'" : "")
                + " " + base + "/mcp"
                + " -H 'Content-Type: application/json'"
                + token.map(t -> " -H 'Authorization: Bearer " + t + "'").orElse("")
                + " -d '{\"type\":\"request\",\"id\":\"1\",\"method\":\"tools/execute\","
                + "\"params\":{\"name\":\"hello_world\",\"input\":{\"name\":\"Ada\"}}}'";
    }
}
