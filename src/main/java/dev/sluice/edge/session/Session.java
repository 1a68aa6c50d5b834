package dev.sluice.edge.session;

import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.Revision;

/**
 * What a session id says.
 *
 * @param revision the legacy revision that the handshake agreed on
 * @param issuedAt seconds since the epoch
 * @param expiresAt seconds since the epoch
 * @param owner the first bytes of the SHA-256 of the principal's key, in hex
 * @param capabilities what the client said it can do
 * @param id random, unique, in hex
 */
public record Session(
        Revision revision, long issuedAt, long expiresAt, String owner, ClientCapabilities capabilities, String id) {}
