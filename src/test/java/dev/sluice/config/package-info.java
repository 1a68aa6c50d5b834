/** Tests of the configuration, and of the configuration files that are shipped. */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
