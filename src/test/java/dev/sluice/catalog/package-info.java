@NullMarked
package dev.sluice.catalog;

import org.jspecify.annotations.NullMarked;
