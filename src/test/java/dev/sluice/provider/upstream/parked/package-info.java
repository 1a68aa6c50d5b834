@NullMarked
package dev.sluice.provider.upstream.parked;

import org.jspecify.annotations.NullMarked;
