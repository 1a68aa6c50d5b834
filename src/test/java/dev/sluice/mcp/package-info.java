@NullMarked
package dev.sluice.mcp;

import org.jspecify.annotations.NullMarked;
