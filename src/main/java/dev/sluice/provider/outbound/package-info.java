/** What everything that connects outwards has in common: which addresses are allowed, and credentials. */
@NullMarked
package dev.sluice.provider.outbound;

import org.jspecify.annotations.NullMarked;
