package dev.sluice;

import dev.sluice.config.SluiceConfig;
import java.util.Optional;

/** What {@code dev} prints when it is up: what runs where, and a line that works when pasted. */
record DevBanner(SluiceConfig config, DevFolder folder, int port) {
    /**
     * The whole of it.
     *
     * @param token one that the line can be pasted with, where one is needed
     * @param sample what the line calls; a demonstration tool when it is empty
     */
    String text(Optional<String> token, ServiceList services, Optional<SampleCall> sample) {
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
                .append("/metrics\n")
                .append(services.text());
        if (config.auth().open()) {
            text.append("""

                      !!! OPEN: no authentication. Anybody on this machine may call every tool. !!!
                    """);
        }
        return text.append("\nPaste this, a tool answers:\n\n  ")
                .append(curl(base, tls, token, sample.orElse(SampleCall.DEMONSTRATION)))
                .append("\n\nMore tokens: ./sluice token --sub alice --roles user,admin   Stop: Ctrl-C\n")
                .toString();
    }

    private String curl(String base, boolean tls, Optional<String> token, SampleCall call) {
        return "curl -sS"
                + (tls ? " --cacert '" + folder.cert() + "'" : "")
                + " " + base + "/mcp"
                + " -H 'Content-Type: application/json'"
                + token.map(t -> " -H 'Authorization: Bearer " + t + "'").orElse("")
                + " -d '{\"type\":\"request\",\"id\":\"1\",\"method\":\"tools/execute\","
                + "\"params\":{\"name\":\"" + call.name() + "\",\"input\":" + call.arguments() + "}}'";
    }
}
