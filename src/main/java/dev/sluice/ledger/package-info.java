/** The audit trail: records, batches, database. */
@NullMarked
package dev.sluice.ledger;

import org.jspecify.annotations.NullMarked;
