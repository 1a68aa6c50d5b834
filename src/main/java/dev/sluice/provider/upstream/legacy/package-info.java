/** Upstreams that are spoken to in sessions: the revisions up to 2025-11-25. */
@NullMarked
package dev.sluice.provider.upstream.legacy;

import org.jspecify.annotations.NullMarked;
