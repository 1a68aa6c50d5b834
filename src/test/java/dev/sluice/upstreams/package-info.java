/** Real MCP servers of other makers, and one with bad manners, for tests to put behind the gateway. */
@NullMarked
package dev.sluice.upstreams;

import org.jspecify.annotations.NullMarked;
