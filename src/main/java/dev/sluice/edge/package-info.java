/** The HTTPS door: TLS, routing, the era adapters, the envelope, and the one place where a refusal becomes an HTTP answer. */
@NullMarked
package dev.sluice.edge;

import org.jspecify.annotations.NullMarked;
