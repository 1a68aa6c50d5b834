/** What nodes share: in memory or in Redis, behind one narrow interface each. */
@NullMarked
package dev.sluice.state;

import org.jspecify.annotations.NullMarked;
