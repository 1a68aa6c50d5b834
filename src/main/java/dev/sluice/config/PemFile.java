package dev.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a PEM file (RFC 7468), in their order; text between them is passed over.
 *
 * @param blocks at least those that are well-formed
 */
record PemFile(List<Block> blocks) {
    private static final int MOST_BYTES = 1024 * 1024;
    private static final Pattern FORM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

    /** A block, its content still in base64. */
    record Block(String label, String base64) {
        byte[] der() {
            return Base64.getMimeDecoder().decode(base64);
        }
    }

    static PemFile read(Path file) throws IOException {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = FORM.matcher(text);
        while (matcher.find()) {
            Block block = new Block(matcher.group(1), matcher.group(2));
            try {
                block.der();
            } catch (IllegalArgumentException e) {
                throw new IOException("base64 that cannot be decoded", e);
            }
            blocks.add(block);
        }
        return new PemFile(List.copyOf(blocks));
    }

    /** The blocks whose label ends so. */
    List<Block> labelled(String ending) {
        return blocks.stream().filter(block -> block.label().endsWith(ending)).toList();
    }
}
