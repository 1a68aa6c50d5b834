package dev.sluice.bus;

import dev.sluice.mcp.RawJson;

/**
 * A message of a client of HTTP+SSE (2024-11-05), on its way from the shard where it came in to the one that has its stream.
 *
 * @param session the session that it was posted to
 * @param principal who posted it
 * @param address network address
 * @param body JSON-RPC
 */
public record PostedMessage(String session, Principal principal, String address, RawJson body) {}
