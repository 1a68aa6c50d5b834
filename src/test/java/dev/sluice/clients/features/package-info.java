/** A plugin with something of everything that clients can meet. */
@NullMarked
package dev.sluice.clients.features;

import org.jspecify.annotations.NullMarked;
