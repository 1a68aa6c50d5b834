/** What the verticles say to each other: calls, outcomes, principals, addresses and their codecs. */
@NullMarked
package dev.sluice.bus;

import org.jspecify.annotations.NullMarked;
