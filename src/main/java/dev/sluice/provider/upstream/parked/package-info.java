/** Calls that have asked their callers something and wait, with the server, for what they answer. */
@NullMarked
package dev.sluice.provider.upstream.parked;

import org.jspecify.annotations.NullMarked;
