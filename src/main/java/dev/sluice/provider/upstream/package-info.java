/** MCP servers behind the gateway: found out how they speak, spoken to, and bridged to whoever calls. */
@NullMarked
package dev.sluice.provider.upstream;

import org.jspecify.annotations.NullMarked;
