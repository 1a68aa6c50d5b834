package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * docs/refusals.md is made from {@link RefusalCode}. To write it anew:
 * {@code mvn test -Dtest=RefusalDocsTest -Drefusals.write=true}.
 */
@Tag("R-113")
class RefusalDocsTest {
    private static final Path PAGE = Path.of("docs", "refusals.md");

    @Test
    void pageSaysWhatTheCodeDoes() throws IOException {
        String generated = page();
        if (Boolean.getBoolean("refusals.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, generated);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(generated);
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Refusals

                Made from `dev.sluice.mcp.RefusalCode`; `mvn test -Dtest=RefusalDocsTest -Drefusals.write=true` writes it anew.

                Every refusal carries its word in `error.data.code`, with `timestamp` and `requestId` beside it, the details of
                the case (such as `field`, `limit`, `supported`), and `retryAfter` in seconds where coming back helps. The same
                number of seconds is in `Retry-After`. A 401 or 403 for a role comes with `WWW-Authenticate`, a 405 with `Allow`.

                The envelope (`"type":"request"`) gets the same word and HTTP status with the numbers of JSON-RPC itself: -32700,
                -32600, -32601, -32602 for what the caller did, -32603 for what the gateway could not do now.

                | code | HTTP | JSON-RPC | meaning |
                |---|---|---|---|
                """);
        for (RefusalCode code : RefusalCode.values()) {
            page.append("| `")
                    .append(code.name())
                    .append("` | ")
                    .append(status(code))
                    .append(" | ");
            page.append(number(code));
            page.append(" | ").append(code.meaning()).append(" |\n");
        }
        return page.toString();
    }

    private static String number(RefusalCode code) {
        return switch (code) {
            case RESOURCE_NOT_FOUND -> "-32602; -32002 for revisions before 2026-07-28";
            default -> code.rpcCode() == 0 ? "in the tool result (`isError`)" : Integer.toString(code.rpcCode());
        };
    }

    private static String status(RefusalCode code) {
        return switch (code) {
            case RESOURCE_NOT_FOUND -> "200";
            case METHOD_NOT_FOUND -> "404; 200 for revisions before 2026-07-28";
            case INVALID_PARAMS -> "200; 400 for missing metadata and for the envelope";
            default -> Integer.toString(code.status());
        };
    }
}
