@NullMarked
package dev.sluice.bus;

import org.jspecify.annotations.NullMarked;
