@NullMarked
package dev.sluice.edge.stream;

import org.jspecify.annotations.NullMarked;
