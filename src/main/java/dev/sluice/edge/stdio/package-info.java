/** Standard input and output as a carrier of messages: one line is one message (MCP, transports, stdio). */
@NullMarked
package dev.sluice.edge.stdio;

import org.jspecify.annotations.NullMarked;
