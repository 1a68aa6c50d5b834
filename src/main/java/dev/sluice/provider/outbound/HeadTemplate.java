package dev.sluice.provider.outbound;

import dev.sluice.config.Secret;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.AsciiString;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all requests to one address begin with, encoded once. Immutable. */
final class HeadTemplate {
    private static final String AUTHORIZATION = "authorization";
    private static final String LENGTH = "content-length: ";
    private static final int LONGEST_LENGTH = 10;
    private static final int BREAKS = 4;

    private record Line(String name, AsciiString text) {}

    private final byte[] first;
    private final List<Line> configured;

    /**
     * @param authority of the {@code Host} header
     * @param fixed headers that nothing overrides; not those of the configuration, which cannot name them
     * @param configured headers that a request may override
     */
    HeadTemplate(String target, String authority, Map<String, String> fixed, Map<String, Secret> configured) {
        StringBuilder lines = new StringBuilder(256)
                .append("POST ")
                .append(target)
                .append(" HTTP/1.1\r\nhost: ")
                .append(authority)
                .append("\r\n");
        fixed.forEach((name, value) -> lines.append(line(name, value)));
        this.first = lines.toString().getBytes(StandardCharsets.US_ASCII);
        this.configured = configured.entrySet().stream()
                .filter(header -> fixed.keySet().stream().noneMatch(header.getKey()::equalsIgnoreCase))
                .map(header -> new Line(header.getKey(), text(header.getKey(), header.getValue())))
                .toList();
    }

    private static AsciiString text(String name, Secret value) {
        return new AsciiString(line(name, value.reveal()));
    }

    private static String line(String name, String value) {
        new PostHead().set(name, value);
        return name + ": " + value + "\r\n";
    }

    /**
     * The whole request in one buffer, so that it is one write.
     *
     * @throws IllegalArgumentException when the token cannot be written
     */
    ByteBuf request(ByteBufAllocator allocator, PostHead head, Optional<String> authorization, Buffer body) {
        if (authorization.isPresent()) {
            head.set(AUTHORIZATION, authorization.get());
        }
        ByteBuf content = ((BufferInternal) body).getByteBuf();
        ByteBuf out = allocator.ioBuffer(room(head) + content.readableBytes());
        out.writeBytes(first);
        for (Line line : configured) {
            if (!head.has(line.name())) {
                ByteBufUtil.writeAscii(out, line.text());
            }
        }
        head.writeTo(out);
        ByteBufUtil.writeAscii(out, LENGTH);
        ByteBufUtil.writeAscii(out, Integer.toString(content.readableBytes()));
        ByteBufUtil.writeAscii(out, "\r\n\r\n");
        return out.writeBytes(content);
    }

    private int room(PostHead head) {
        int room = first.length + head.length() + LENGTH.length() + LONGEST_LENGTH + BREAKS;
        for (Line line : configured) {
            room += line.text().length();
        }
        return room;
    }
}
