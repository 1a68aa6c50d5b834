/** What carries messages to an upstream and back: HTTP, event streams and pipes. Knows nothing of what they mean. */
@NullMarked
package dev.sluice.provider.upstream.wire;

import org.jspecify.annotations.NullMarked;
