// Runs the official conformance suite against a server and prints a table; scripts/conformance.sh calls it.
// Exit status: 0 all passed, 1 something failed, 2 wrong usage.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { inject } from './inject.mjs';
import { read, table } from './results.mjs';

const REVISIONS = ['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'];
const FROZEN = ['2025-11-25', '2026-07-28'];
const CHANGING = '2026-07-28';
// Extensions are not on the timeline of the revisions, so the suite runs them by name only.
const EXTENSIONS = [
  'tasks-lifecycle',
  'tasks-capability-negotiation',
  'tasks-wire-fields',
  'tasks-request-state-removal',
  'tasks-mrtr-input',
  'tasks-request-headers',
  'tasks-dispatch-and-envelope',
  'tasks-status-notifications',
  'tasks-required-task-error',
  'tasks-mrtr-composition',
  'sep-2640-skills-enumeration',
  'sep-2640-skills-manifest',
  'sep-2640-skills-directory'
];
const SUITE = 'node_modules/@modelcontextprotocol/conformance/dist/index.js';
// Each scenario has 30 s of its own; this only ends a suite that hangs as a whole.
const RUN_LIMIT = 20 * 60_000;

const OPTIONS = {
  url: { type: 'string' },
  suite: { type: 'string', default: 'all' },
  revision: { type: 'string', multiple: true },
  scenario: { type: 'string', multiple: true },
  requirements: { type: 'boolean', default: true },
  extensions: { type: 'boolean', default: true },
  tls: { type: 'boolean', default: false },
  target: { type: 'string' },
  port: { type: 'string', default: '0' },
  token: { type: 'string', default: process.env.SLUICE_TOKEN },
  output: { type: 'string' },
  jobs: { type: 'string', default: '3' },
  verbose: { type: 'boolean', default: false }
};

const options = parse();

function parse() {
  try {
    return parseArgs({ options: OPTIONS, allowNegative: true }).values;
  } catch (error) {
    return usage(error.message);
  }
}

/** What is to be run: a name for the table and the arguments of the suite. */
function planned() {
  const byName = name => ({ name, args: ['--scenario', name] });
  if (options.scenario) {
    return options.scenario.map(byName);
  }
  const revisions = (options.revision ?? REVISIONS).map(revision => ({
    name: `${revision} ${options.suite}`,
    args: ['--suite', options.suite, '--spec-version', revision]
  }));
  const frozen = FROZEN.filter(revision => (options.revision ?? REVISIONS).includes(revision)).map(revision => ({
    name: `${revision} requirements`,
    args: ['--requirements', revision]
  }));
  return [
    ...revisions,
    ...(options.extensions && !options.revision ? EXTENSIONS.map(byName) : []),
    ...(options.requirements ? frozen : [])
  ];
}

/**
 * Runs all plans, some at one time, the long ones first; their results keep the order of the plans. Runs of the revision
 * that makes the server change its lists (server-stateless) come one after the other: one would see in the middle of its
 * tools-list what the other has changed, and warn of an order that is not deterministic.
 */
async function inParallel(plans, jobs) {
  const results = [];
  const isShort = ([, { args }]) => args[0] === '--scenario';
  const isChanging = ([, { args }]) => !args.includes('--scenario') && args.includes(CHANGING);
  const entries = [...plans.entries()].reverse();
  const long = entries.filter(entry => !isShort(entry) && !isChanging(entry)).map(entry => [entry]);
  const short = entries.filter(isShort).map(entry => [entry]);
  const waiting = [entries.filter(isChanging), ...long, ...short].values();
  const worker = async () => {
    for (const queue of waiting) {
      for (const [i, plan] of queue) {
        results[i] = await run(url, plan, output);
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
}

async function run(url, { name, args }, output) {
  const directory = mkdtempSync(path.join(output, `${name.replaceAll(' ', '-')}-`));
  const ran = await suite(['server', '--url', url, ...args, '--output-dir', directory]);
  writeFileSync(path.join(directory, 'suite.log'), ran.out + ran.err);
  const result = read(directory, ran);
  const verdict = result.failed === 0 ? 'ok' : 'FAILED';
  console.error(`${verdict.padEnd(6)}  ${name}: ${result.passed} passed, ${result.failed} failed`);
  return { name, directory, result };
}

function suite(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [SUITE, ...args], { stdio: ['ignore', 'pipe', 'pipe'], timeout: RUN_LIMIT });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', text => (out += text));
    child.stderr.setEncoding('utf8').on('data', text => (err += text));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ exit: code ?? signal, out, err }));
  });
}

function usage(problem) {
  console.error(problem);
  process.exit(2);
}

function details(runs) {
  for (const { name, directory, result } of runs) {
    result.failures.forEach(failure => console.log(`FAILED   ${name}  ${failure}`));
    if (options.verbose) {
      result.warnings.forEach(warning => console.log(`warning  ${name}  ${warning}`));
    }
    if (result.failures.length > 0) {
      console.log(`         see ${directory}`);
    }
  }
}

if (options.tls !== (options.target !== undefined)) {
  usage('--tls and --target URL go together');
}
if (options.tls === (options.url !== undefined)) {
  usage('either --url URL or --tls --target URL --token TOKEN is needed');
}
if (!(Number(options.jobs) >= 1)) {
  usage('--jobs needs a number from 1');
}
if (options.tls && !options.token) {
  usage('--tls needs --token TOKEN or SLUICE_TOKEN');
}
const output = path.resolve(options.output ?? 'results');
if (!options.output) {
  rmSync(output, { recursive: true, force: true });
}
mkdirSync(output, { recursive: true });
const proxy = options.tls ? await inject(new URL(options.target), options.token, Number(options.port)) : undefined;
const url = proxy?.url.href ?? options.url;
const { version } = JSON.parse(readFileSync(path.join(path.dirname(SUITE), '../package.json'), 'utf8'));

const runs = await inParallel(planned(), Number(options.jobs));
proxy?.server.close();
proxy?.server.closeAllConnections();

console.log(`\nConformance suite ${version} against ${options.target ?? options.url}\n\n${table(runs)}\n`);
details(runs);
writeFileSync(
  path.join(output, 'summary.json'),
  JSON.stringify(
    runs.map(({ name, result }) => ({ name, ...result })),
    null,
    2
  )
);
process.exitCode = runs.some(({ result }) => result.failed > 0) ? 1 : 0;
