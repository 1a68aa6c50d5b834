-- One index besides the key, and one that grows at its end: indexes by principal and by tool tripled the cost of a
-- record in the embedded database, and a search reads backwards in time until it has what it wants.
CREATE TABLE audit_record (
    node VARCHAR(32) NOT NULL,
    run BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    recorded_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    kind VARCHAR NOT NULL,
    request_id VARCHAR NOT NULL,
    principal VARCHAR,
    address VARCHAR NOT NULL,
    method VARCHAR,
    target VARCHAR,
    provider VARCHAR,
    outcome VARCHAR NOT NULL,
    duration_micros BIGINT NOT NULL,
    revision VARCHAR,
    detail VARCHAR,
    prev_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (node, run, seq)
);
CREATE INDEX audit_record_by_time ON audit_record (recorded_at);
