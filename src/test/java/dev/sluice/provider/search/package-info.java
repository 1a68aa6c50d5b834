@NullMarked
package dev.sluice.provider.search;

import org.jspecify.annotations.NullMarked;
