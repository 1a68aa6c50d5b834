/** What may run now: the fair bounded queue, the permits and the limits. */
@NullMarked
package dev.sluice.admission;

import org.jspecify.annotations.NullMarked;
