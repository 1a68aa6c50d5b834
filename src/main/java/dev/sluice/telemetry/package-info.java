/** Metrics, log fields and health. */
@NullMarked
package dev.sluice.telemetry;

import org.jspecify.annotations.NullMarked;
