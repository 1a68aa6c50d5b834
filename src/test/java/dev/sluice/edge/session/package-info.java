@NullMarked
package dev.sluice.edge.session;

import org.jspecify.annotations.NullMarked;
