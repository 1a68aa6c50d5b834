package dev.sluice.edge.stream;

/**
 * To whom a resumable stream belongs.
 *
 * @param session the session, which is of one principal
 * @param user the principal's key
 * @param polls whether the client knows that a server may let it go (2025-11-25)
 */
public record StreamOwner(String session, String user, boolean polls) {}
