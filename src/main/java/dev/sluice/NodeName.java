package dev.sluice;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes the name of a node: random, so that request ids stay unique over restarts and nodes. */
final class NodeName {
    private NodeName() {}

    static String random() {
        byte[] bytes = new byte[5];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
