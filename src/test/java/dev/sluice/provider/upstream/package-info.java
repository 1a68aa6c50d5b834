@NullMarked
package dev.sluice.provider.upstream;

import org.jspecify.annotations.NullMarked;
