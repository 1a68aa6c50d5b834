/** Upstreams that are spoken to without sessions: revision 2026-07-28. */
@NullMarked
package dev.sluice.provider.upstream.modern;

import org.jspecify.annotations.NullMarked;
