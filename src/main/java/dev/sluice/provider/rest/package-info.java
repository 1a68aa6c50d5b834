/** REST services and OpenAPI documents whose operations are tools. */
@NullMarked
package dev.sluice.provider.rest;

import org.jspecify.annotations.NullMarked;
