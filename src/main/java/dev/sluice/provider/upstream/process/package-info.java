/** Child processes that are spoken to over their standard input and output, one JSON-RPC message a line. */
@NullMarked
package dev.sluice.provider.upstream.process;

import org.jspecify.annotations.NullMarked;
