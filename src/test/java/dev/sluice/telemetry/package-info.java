/** Tests of metrics, logs and health. */
@NullMarked
package dev.sluice.telemetry;

import org.jspecify.annotations.NullMarked;
