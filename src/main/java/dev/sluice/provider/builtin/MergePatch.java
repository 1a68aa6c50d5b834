package dev.sluice.provider.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON Merge Patch (RFC 7396). */
final class MergePatch {
    private MergePatch() {}

    /** A new object: the members of the patch on top of the target's; a member that is null is removed. */
    static ObjectNode apply(ObjectNode target, JsonNode patch) {
        ObjectNode merged = target.deepCopy();
        for (var member : patch.properties()) {
            JsonNode value = member.getValue();
            if (value.isNull()) {
                merged.remove(member.getKey());
            } else if (value.isObject()) {
                ObjectNode inner =
                        merged.get(member.getKey()) instanceof ObjectNode existing ? existing : merged.objectNode();
                merged.set(member.getKey(), apply(inner, value));
            } else {
                merged.set(member.getKey(), value);
            }
        }
        return merged;
    }
}
