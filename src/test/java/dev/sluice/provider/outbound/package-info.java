@NullMarked
package dev.sluice.provider.outbound;

import org.jspecify.annotations.NullMarked;
