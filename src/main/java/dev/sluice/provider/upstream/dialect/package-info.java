/** How an upstream can be spoken to: what each way must do, and what all of them know. */
@NullMarked
package dev.sluice.provider.upstream.dialect;

import org.jspecify.annotations.NullMarked;
