package dev.sluice.provider.outbound;

/** Told by one client what becomes of its connections. Confined to the client's event loop. */
interface ConnectionTally {
    /** A bound at which a request gets no connection. */
    enum Bound {
        /** As many wait as may. */
        WAITING,
        /** It has waited as long as it may. */
        PATIENCE
    }

    /** Tells nobody. */
    ConnectionTally NONE = new ConnectionTally() {
        @Override
        public void now(int open, int waiting) {}

        @Override
        public void refused(Bound bound) {}

        @Override
        public void addressRefused() {}

        @Override
        public void close() {}
    };

    /**
     * So many there are now.
     *
     * @param open connections, those being opened included
     * @param waiting requests in line, besides those for whom a connection is being opened
     */
    void now(int open, int waiting);

    /** A request got no connection. */
    void refused(Bound bound);

    /** A connection was refused because of its address. */
    void addressRefused();

    /** The client is closed: it has nothing any more, and what it tells from now on does not count. */
    void close();
}
