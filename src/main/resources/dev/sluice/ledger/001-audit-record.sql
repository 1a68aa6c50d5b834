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
CREATE INDEX audit_record_by_principal ON audit_record (principal, recorded_at);
CREATE INDEX audit_record_by_target ON audit_record (target, recorded_at);
