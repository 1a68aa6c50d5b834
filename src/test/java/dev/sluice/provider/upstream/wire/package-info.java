@NullMarked
package dev.sluice.provider.upstream.wire;

import org.jspecify.annotations.NullMarked;
