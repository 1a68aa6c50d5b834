/** Typed configuration: immutable records, the loader that fills them and says what is wrong where. */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
