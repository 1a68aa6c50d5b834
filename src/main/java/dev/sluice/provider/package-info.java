/** The contract of a tool author, and the breaker, deadline and retry around every call of a tool. */
@NullMarked
package dev.sluice.provider;

import org.jspecify.annotations.NullMarked;
