@NullMarked
package dev.sluice.provider.upstream.legacy;

import org.jspecify.annotations.NullMarked;
