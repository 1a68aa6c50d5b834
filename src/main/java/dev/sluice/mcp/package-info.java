/** The protocol as values: messages, results, refusals and revisions. No I/O; knows nothing else of Sluice. */
@NullMarked
package dev.sluice.mcp;

import org.jspecify.annotations.NullMarked;
