package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;

/**
 * A record in its place in the chain.
 *
 * @param node which node wrote it
 * @param run which start of that node
 * @param seq place within the run, from 1
 * @param content what happened, cleaned for storage
 * @param prevHash hash of the record before
 * @param hash hash of this record
 */
// The hashes are confined to the ledger and compared with Arrays.equals.
@SuppressWarnings("ArrayRecordComponent")
record AuditRow(String node, long run, long seq, AuditRecord content, byte[] prevHash, byte[] hash) {}
