// Reads what a run of the suite left behind: one directory per scenario with its checks.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const DIRECTORY = /^server-(.+)-\d{4}-\d{2}-\d{2}T[\d-]+Z$/;

/**
 * Counts the checks of a run. A run passes only when every scenario it announced has left its checks, none of them
 * failed, and the suite itself said so: a crash must not look like success.
 *
 * @param directory where the suite was told to leave its results
 * @param ran exit status and standard output of the suite
 */
export function read(directory, ran) {
  const scenarios = readdirSync(directory)
    .map(name => ({ name: DIRECTORY.exec(name)?.[1], directory: path.join(directory, name) }))
    .filter(({ name }) => name !== undefined)
    .map(({ name, directory: where }) => ({ name, checks: checksOf(name, where) }));
  const checks = scenarios.flatMap(({ name, checks: each }) => each.map(check => ({ scenario: name, ...check })));
  const count = status => checks.filter(check => check.status === status).length;
  const failures = checks.filter(check => check.status === 'FAILURE').map(describe);
  const doubts = doubtsOf(scenarios, ran, failures);
  return {
    scenarios: scenarios.length,
    passed: count('SUCCESS'),
    failed: failures.length + doubts.length,
    warnings: checks.filter(check => check.status === 'WARNING').map(describe),
    skipped: count('SKIPPED'),
    failures: [...failures, ...doubts],
    exit: ran.exit
  };
}

function checksOf(scenario, directory) {
  try {
    const checks = JSON.parse(readFileSync(path.join(directory, 'checks.json'), 'utf8'));
    if (Array.isArray(checks)) {
      return checks;
    }
  } catch {
    // told apart from an empty list below
  }
  return [{ id: 'no-results', status: 'FAILURE', errorMessage: `${scenario} left no results` }];
}

function doubtsOf(scenarios, ran, failures) {
  const doubts = [];
  const announced = /^Running .* \((\d+) scenarios\)/m.exec(ran.out)?.[1];
  if (announced !== undefined && Number(announced) !== scenarios.length) {
    doubts.push(`${announced} scenarios were announced, ${scenarios.length} left results`);
  }
  if (scenarios.length === 0) {
    doubts.push('no scenario ran');
  }
  if (ran.exit !== 0 && failures.length === 0) {
    doubts.push(`the suite ended with ${ran.exit} though no check failed`);
  }
  return doubts;
}

function describe({ scenario, id, name, errorMessage, description }) {
  return `${scenario}/${id ?? name}: ${errorMessage ?? description ?? ''}`.replaceAll(/\s+/g, ' ');
}

/** The runs as a table for people. */
export function table(runs) {
  const head = ['run', 'scenarios', 'passed', 'failed', 'warnings', 'skipped', 'exit'];
  const rows = runs.map(({ name, result: r }) => [
    name,
    ...[r.scenarios, r.passed, r.failed, r.warnings.length, r.skipped, r.exit].map(String)
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map(row => row[i].length)));
  const line = cells => cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  return [line(head), widths.map(width => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
