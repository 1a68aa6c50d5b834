/** Sessions of legacy clients: ids that carry everything in themselves, sealed so that only this gateway can make them. */
@NullMarked
package dev.sluice.edge.session;

import org.jspecify.annotations.NullMarked;
