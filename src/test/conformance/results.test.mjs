import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { read, table } from './results.mjs';

let directory;

beforeEach(() => (directory = mkdtempSync(path.join(tmpdir(), 'results-'))));
afterEach(() => rmSync(directory, { recursive: true }));

const ran = (exit, scenarios) => ({ exit, out: `Running all suite (${scenarios} scenarios) against x\n`, err: '' });

function leave(scenario, ...statuses) {
  const where = path.join(directory, `server-${scenario}-2026-11-21T01-02-03-456Z`);
  mkdirSync(where);
  if (statuses.length > 0) {
    writeFileSync(path.join(where, 'checks.json'), JSON.stringify(statuses.map(status => ({ id: 'check', status }))));
  }
}

test('counts the checks of all scenarios', () => {
  leave('ping', 'SUCCESS', 'INFO');
  leave('sep-2164-resource-not-found', 'SUCCESS', 'WARNING', 'SKIPPED');

  const result = read(directory, ran(0, 2));

  assert.deepEqual(
    [result.scenarios, result.passed, result.failed, result.warnings.length, result.skipped],
    [2, 2, 0, 1, 1]
  );
});

test('names each failed check', () => {
  leave('ping', 'FAILURE');

  const result = read(directory, ran(1, 1));

  assert.equal(result.failed, 1);
  assert.match(result.failures[0], /^ping\/check/);
});

test('takes a scenario without results for a failure', () => {
  leave('ping', 'SUCCESS');
  leave('tools-list');

  assert.equal(read(directory, ran(0, 2)).failed, 1);
});

test('takes fewer scenarios than announced for a failure', () => {
  leave('ping', 'SUCCESS');

  assert.equal(read(directory, ran(0, 2)).failed, 1);
});

test('takes a run of nothing for a failure', () => {
  assert.equal(read(directory, { exit: 0, out: '', err: '' }).failed, 1);
});

test('believes the suite when it says that it failed', () => {
  leave('ping', 'SUCCESS');

  assert.equal(read(directory, ran(1, 1)).failed, 1);
  assert.equal(read(directory, ran('SIGTERM', 1)).failed, 1);
});

test('makes a table whose columns line up', () => {
  leave('ping', 'SUCCESS');

  const lines = table([{ name: '2026-07-28 all', result: read(directory, ran(0, 1)) }]).split('\n');

  assert.equal(new Set(lines.map(line => line.length)).size, 1);
});
