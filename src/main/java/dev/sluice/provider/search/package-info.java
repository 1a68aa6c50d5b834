/** Tools that find other tools, for catalogues that are too large to be listed. */
@NullMarked
package dev.sluice.provider.search;

import org.jspecify.annotations.NullMarked;
