/**
 * MCP servers behind the gateway: found out how they speak, spoken to, and bridged to whoever calls. Here is who keeps in touch
 * with them and chooses the way; the ways are in the packages below, of which none knows this one.
 */
@NullMarked
package dev.sluice.provider.upstream;

import org.jspecify.annotations.NullMarked;
