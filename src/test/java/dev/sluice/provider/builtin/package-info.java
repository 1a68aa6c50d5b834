@NullMarked
package dev.sluice.provider.builtin;

import org.jspecify.annotations.NullMarked;
