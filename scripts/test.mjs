/**
 * Runs the test stages and adds up what passed, failed and was skipped.
 *
 *   node scripts/test.mjs                  all stages but the long ones
 *   node scripts/test.mjs --quick          the stages that answer within seconds
 *   node scripts/test.mjs --full           all stages
 *   node scripts/test.mjs unit packaging   these stages
 *
 * Each stage leaves test-results/<stage>.json; the last line printed is `N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stages } from './stages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'test-results');

const chosen = choose(process.argv.slice(2));
await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });

/**
 * CI ends a run after 45 minutes, what it installs before this included, and then nothing would be counted: whatever is
 * still running is stopped before.
 */
const end = Date.now() + 41 * 60_000;
const totals = { passed: 0, failed: 0, skipped: 0 };
for (const [i, stage] of chosen.entries()) {
  console.log(`\n[${i + 1}/${chosen.length}] ${stage.title}`);
  const start = Date.now();
  const counts = await run(stage);
  const seconds = (Date.now() - start) / 1000;
  await writeFile(join(results, `${stage.name}.json`), JSON.stringify({ stage: stage.name, ...counts, seconds }));
  for (const key of Object.keys(totals)) totals[key] += counts[key];
  console.log(`[${i + 1}/${chosen.length}] ${stage.title}: ${line(counts)} (${seconds.toFixed(1)} s)`);
}
await writeFile(join(results, 'summary.txt'), `${line(totals)}\n`);
console.log(`\n${line(totals)}`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;

function choose(args) {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0)
    throw new Error(`no stage ${unknown.join(', ')}; there are ${stages.map((s) => s.name).join(', ')}`);
  if (names.length > 0) return stages.filter((stage) => names.includes(stage.name));
  if (args.includes('--quick')) return stages.filter((stage) => stage.quick);
  return stages.filter((stage) => !stage.full || args.includes('--full'));
}

/** Passed, failed and skipped of one stage. A test process that fails without a failed test counts as one failure. */
async function run(stage) {
  if (stage.command) {
    const ok = (await start(stage.command, stage.minutes)) === 0;
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  }
  const report = join(results, `${stage.name}.vitest.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await start(['vitest', 'run', ...stage.vitest, ...reporters], stage.minutes);
  const json = await readFile(report, 'utf8').then(JSON.parse, () => undefined);
  const failed = json?.numFailedTests ?? 0;
  return {
    passed: json?.numPassedTests ?? 0,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: (json?.numPendingTests ?? 0) + (json?.numTodoTests ?? 0),
  };
}

/** Runs a program of node_modules/.bin and gives its exit code; 1 where it took too long. */
function start([program, ...args], stageMinutes) {
  const minutes = Math.min(stageMinutes, (end - Date.now()) / 60_000);
  return new Promise((resolve, reject) => {
    const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`;
    const options = {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PATH: path },
      shell: process.platform === 'win32',
    };
    const child = spawn(program, args, options);
    const timer = setTimeout(() => {
      console.log(`stopped: it takes longer than ${minutes.toFixed(0)} minutes`);
      child.kill();
    }, minutes * 60_000);
    child.on('error', reject).on('exit', (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
  });
}

function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
