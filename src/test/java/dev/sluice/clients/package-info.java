/** Real MCP clients of other makers, driven against the gateway. */
@NullMarked
package dev.sluice.clients;

import org.jspecify.annotations.NullMarked;
