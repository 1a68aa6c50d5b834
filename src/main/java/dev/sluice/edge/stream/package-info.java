/**
 * Event streams to clients: their text, what is kept of them for clients that come back, the notes of running calls,
 * questions to clients of old revisions, and news of changes. Knows nothing of requests and their adapters.
 */
@NullMarked
package dev.sluice.edge.stream;

import org.jspecify.annotations.NullMarked;
