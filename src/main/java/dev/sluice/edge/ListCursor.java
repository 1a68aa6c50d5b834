package dev.sluice.edge;

import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where the next page of a list begins. Opaque to clients; it names the catalogue it was made for, so that pages of
 * two catalogues never mix. It grants nothing: a page shows only what its reader may see anyway.
 *
 * @param version version of the catalogue
 * @param offset how many entries came before
 */
record ListCursor(long version, int offset) {
    private static final int MAX_LENGTH = 64;

    String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("1." + version + '.' + offset).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The cursor of this text.
     *
     * @throws dev.sluice.mcp.RefusedException with INVALID_PARAMS when it is not one
     */
    static ListCursor of(String text) {
        if (!text.isEmpty() && text.length() <= MAX_LENGTH) {
            try {
                String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
                String[] parts = plain.split("\\.", -1);
                ListCursor cursor =
                        parts.length == 3 ? new ListCursor(Long.parseLong(parts[1]), Integer.parseInt(parts[2])) : null;
                if (cursor != null && cursor.offset() >= 0 && cursor.text().equals(text)) {
                    return cursor;
                }
            } catch (IllegalArgumentException e) {
                throw unknown();
            }
        }
        throw unknown();
    }

    static RuntimeException unknown() {
        return Refusal.of(RefusalCode.INVALID_PARAMS, "The cursor is not valid any more; list again from the start.")
                .with("field", "cursor")
                .asException();
    }
}
