/** Who is calling: tokens, key sets, the token cache and the budget that protects them. */
@NullMarked
package dev.sluice.identity;

import org.jspecify.annotations.NullMarked;
