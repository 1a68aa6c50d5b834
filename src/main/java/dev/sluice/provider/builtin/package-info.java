/** The demonstration tools. They use nothing but the public provider contract. */
@NullMarked
package dev.sluice.provider.builtin;

import org.jspecify.annotations.NullMarked;
