/** The command line and the gateway that deploys every part in order and drains it in reverse. */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
