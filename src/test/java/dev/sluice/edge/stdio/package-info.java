@NullMarked
package dev.sluice.edge.stdio;

import org.jspecify.annotations.NullMarked;
