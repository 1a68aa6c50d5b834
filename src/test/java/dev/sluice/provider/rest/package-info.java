@NullMarked
package dev.sluice.provider.rest;

import org.jspecify.annotations.NullMarked;
