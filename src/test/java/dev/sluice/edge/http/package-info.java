@NullMarked
package dev.sluice.edge.http;

import org.jspecify.annotations.NullMarked;
