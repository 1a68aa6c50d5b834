/** Tests of the audit trail. */
@NullMarked
package dev.sluice.ledger;

import org.jspecify.annotations.NullMarked;
