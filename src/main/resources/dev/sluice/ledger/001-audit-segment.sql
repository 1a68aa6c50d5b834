-- A batch of records in one row: a row for each record costs the embedded database 16 to 20 microseconds of CPU and
-- more as it grows, a record in a segment about two. See docs/adr/0007.
CREATE TABLE audit_segment (
    node VARCHAR(32) NOT NULL,
    run BIGINT NOT NULL,
    first_seq BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    first_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    last_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    prev_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    records BYTEA NOT NULL,
    PRIMARY KEY (node, run, first_seq)
);
CREATE INDEX audit_segment_by_time ON audit_segment (last_at);
