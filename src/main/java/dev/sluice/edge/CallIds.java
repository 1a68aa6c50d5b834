package dev.sluice.edge;

import dev.sluice.bus.CallId;

/** Names the requests of one shard. Confined to its event loop. */
final class CallIds {
    private final String origin;
    private long sequence;

    /**
     * @param node the node's name
     * @param start where counting starts, so that ids of two lives of a node differ
     */
    CallIds(String node, int shard, long start) {
        this.origin = node + '.' + shard;
        this.sequence = start;
    }

    CallId next() {
        return new CallId(origin, ++sequence);
    }
}
