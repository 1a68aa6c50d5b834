/** What upstreams send and are sent, whatever carries it: lists, results, errors and {@code _meta}, read and judged. */
@NullMarked
package dev.sluice.provider.upstream.message;

import org.jspecify.annotations.NullMarked;
