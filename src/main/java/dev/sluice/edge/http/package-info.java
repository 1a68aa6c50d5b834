/** What the door does before anybody looks at MCP: listener, connections, bodies, origins, headers. */
@NullMarked
package dev.sluice.edge.http;

import org.jspecify.annotations.NullMarked;
