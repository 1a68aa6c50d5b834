@NullMarked
package dev.sluice.provider.upstream.message;

import org.jspecify.annotations.NullMarked;
