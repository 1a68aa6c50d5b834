/** The merged catalogue of tools and the check of their arguments. */
@NullMarked
package dev.sluice.catalog;

import org.jspecify.annotations.NullMarked;
