import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { startGateway } from './driver-gateway.mjs';

let directory;

beforeEach(() => (directory = mkdtempSync(path.join(tmpdir(), 'driver-'))));
afterEach(() => rmSync(directory, { recursive: true }));

/** A launcher that does what these lines of shell say. */
function launcher(...lines) {
  const file = path.join(directory, 'sluice');
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(file, 0o755);
  return file;
}

test('starts a gateway with the one upstream and ends it again', async () => {
  const seen = path.join(directory, 'seen');
  const fake = launcher(`pwd >${seen}`, `cat "$3" >>${seen}`, 'echo "sluice: serving on port 4711"', 'exec sleep 600');

  const gateway = await startGateway('http://localhost:1234/mcp', fake);
  const [home, ...configuration] = readFileSync(seen, 'utf8').split('\n');
  await gateway.stop();

  assert.equal(gateway.url, 'http://127.0.0.1:4711/mcp');
  assert.ok(configuration.includes('  mock: {url: "http://localhost:1234/mcp", prefix: ""}'));
  assert.equal(existsSync(home), false);
});

test('tells what a gateway printed that does not start', async () => {
  const fake = launcher('echo "sluice: upstreams is not known" >&2', 'exit 2');

  await assert.rejects(startGateway('http://localhost:1234/mcp', fake), /upstreams is not known/);
});

test('tells when there is no gateway at all', async () => {
  await assert.rejects(startGateway('http://localhost:1234/mcp', path.join(directory, 'nothing')), /ended/);
});
