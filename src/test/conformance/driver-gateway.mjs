// A gateway with one upstream, for one scenario.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const SERVING = /^sluice: serving on port (\d+)$/;
const START_LIMIT = 20_000;
const LAUNCHER = 'sluice';

/** What the gateway is given: an upstream without a prefix, and nothing of its own. */
const configuration = url => `# Written for one scenario.
server:
  host: 127.0.0.1
  tls: {enabled: false}
auth: {open: true}
limits: {perUser: 0, perAddress: 0}
providers:
  demo: {enabled: false}
  user-data: {enabled: false}
  simulation: {enabled: false}
upstreams:
  mock: {url: ${JSON.stringify(url)}, prefix: ""}
`;

/**
 * Starts it and waits until it serves.
 *
 * @param upstream address of the server behind it
 * @param launcher the program that starts it; by default the nearest one above this directory
 * @returns its address, and what ends it
 */
export async function startGateway(upstream, launcher = nearestLauncher()) {
  const home = mkdtempSync(path.join(tmpdir(), 'sluice-scenario-'));
  writeFileSync(path.join(home, 'sluice.yaml'), configuration(upstream));
  const child = spawn(launcher, ['run', '-c', 'sluice.yaml', '--port', '0'], { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise(resolve => child.once('close', resolve).once('error', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
  try {
    return { url: `http://127.0.0.1:${await port(child, ended)}/mcp`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Has a gateway started by somebody who starts them faster than a process of its own would.
 *
 * @param upstream address of the server behind it
 * @param lender takes a configuration at POST /start and answers with a port, which POST /stop/PORT ends
 * @returns its address, and what ends it
 */
export async function borrowGateway(upstream, lender) {
  const post = async (path, body) => {
    const response = await fetch(new URL(path, lender), { method: 'POST', body });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${text}`);
    }
    return text;
  };
  const lent = await post('/start', configuration(upstream));
  return { url: `http://127.0.0.1:${lent}/mcp`, stop: () => post(`/stop/${lent}`) };
}

/** The port, once it serves; fails with what it printed when it ends or takes too long. */
function port(child, ended) {
  const printed = [];
  return new Promise((resolve, reject) => {
    const fail = why => reject(new Error(`${why}:\n${printed.join('\n')}`));
    const timer = setTimeout(fail, START_LIMIT, 'the gateway takes too long to start');
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', line => {
        printed.push(line);
        const found = SERVING.exec(line)?.[1];
        if (found !== undefined) {
          clearTimeout(timer);
          resolve(found);
        }
      });
    }
    void ended.then(() => {
      clearTimeout(timer);
      fail('the gateway ended');
    });
  });
}

function nearestLauncher() {
  for (let at = import.meta.dirname; at !== path.dirname(at); at = path.dirname(at)) {
    const launcher = path.join(at, LAUNCHER);
    if (existsSync(launcher) && ['pom.xml', 'sluice.jar'].some(mark => existsSync(path.join(at, mark)))) {
      return launcher;
    }
  }
  throw new Error(`there is no ${LAUNCHER} above ${import.meta.dirname}; name one by --sluice`);
}
