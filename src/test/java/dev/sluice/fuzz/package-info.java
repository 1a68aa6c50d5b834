/** Random input for parsers and codecs: bounded in time, and repeatable by the seed that a failure prints. */
@NullMarked
package dev.sluice.fuzz;

import org.jspecify.annotations.NullMarked;
