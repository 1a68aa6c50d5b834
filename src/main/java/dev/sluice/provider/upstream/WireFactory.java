package dev.sluice.provider.upstream;

/** Makes the carriers of sessions with one upstream. Called on its home loop. */
interface WireFactory {
    /**
     * A wire that has not been opened.
     *
     * @param listens whether what concerns no request is to be heard on it, for wires that can do without
     */
    Wire create(boolean listens);

    /** How messages are carried, for people: {@code http}, {@code sse}, {@code stdio}. */
    String transport();
}
