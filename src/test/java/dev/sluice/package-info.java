/** Tests of the whole: architecture, documents, and the gateway driven from outside. */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
