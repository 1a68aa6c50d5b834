package dev.sluice.provider;

import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import java.util.List;
import java.util.Locale;

/** Writes results as the newest revision shapes them, without {@code resultType} (MCP 2026-07-28). */
final class ResultJson {
    private ResultJson() {}

    static RawJson of(PromptResult result) {
        StringBuilder json = new StringBuilder("{");
        if (result.description() != null) {
            json.append("\"description\":")
                    .append(JsonCodec.quote(result.description()))
                    .append(',');
        }
        json.append("\"messages\":[");
        boolean first = true;
        for (PromptResult.Message message : result.messages()) {
            json.append(first ? "" : ",")
                    .append("{\"role\":\"")
                    .append(message.role().name().toLowerCase(Locale.ROOT))
                    .append("\",\"content\":")
                    .append(message.content().toJson())
                    .append('}');
            first = false;
        }
        return RawJson.of(json.append("]}").toString());
    }

    static RawJson of(ResourceContents result) {
        StringBuilder json = new StringBuilder("{\"contents\":[");
        boolean first = true;
        for (ResourceContents.Part part : result.contents()) {
            json.append(first ? "" : ",").append(ContentJson.part(part));
            first = false;
        }
        return RawJson.of(json.append("],\"ttlMs\":")
                .append(Math.max(0, result.ttl().toMillis()))
                .append(",\"cacheScope\":\"")
                .append(result.shared() ? "public" : "private")
                .append("\"}")
                .toString());
    }

    static RawJson of(Completion completion) {
        List<String> values = completion.values();
        boolean more = completion.more() || values.size() > Completion.MAX;
        StringBuilder json = new StringBuilder("{\"completion\":{\"values\":[");
        for (int i = 0; i < Math.min(values.size(), Completion.MAX); i++) {
            json.append(i == 0 ? "" : ",").append(JsonCodec.quote(values.get(i)));
        }
        json.append(']');
        completion.total().ifPresent(total -> json.append(",\"total\":").append(total));
        return RawJson.of(json.append(",\"hasMore\":").append(more).append("}}").toString());
    }

    /** Bytes that the JSON will have at least; cheap. */
    static long atLeast(ResourceContents result) {
        long bytes = 0;
        for (ResourceContents.Part part : result.contents()) {
            bytes += switch (part) {
                case ResourceContents.Part.Text text -> text.text().length();
                case ResourceContents.Part.Blob blob -> blob.bytes().length;
            };
        }
        return bytes;
    }
}
