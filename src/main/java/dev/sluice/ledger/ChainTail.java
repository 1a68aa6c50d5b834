package dev.sluice.ledger;

/**
 * The last link of a node's chain of records.
 *
 * @param run names one start of the node; grows from start to start
 * @param seq sequence of the last record of this run, 0 when it has none yet
 * @param hash hash of the last record; at the beginning of a run the last one of the run before
 */
// The hash is confined to the writer and compared with Arrays.equals.
@SuppressWarnings("ArrayRecordComponent")
record ChainTail(long run, long seq, byte[] hash) {}
