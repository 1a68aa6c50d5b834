@NullMarked
package dev.sluice.provider.upstream.modern;

import org.jspecify.annotations.NullMarked;
