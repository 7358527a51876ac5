/**
 * Gives the tests @tensorflow/tfjs-node, in a folder of its own: it is no dependency of this project, since it has 800 MB
 * and its install script downloads from where many machines cannot.
 *
 *   npm run tfjs-node               the ordinary install; where that fails, the same from packages of npm and pip, with g++
 *   npm run tfjs-node -- --build    from packages at once
 *
 * Does nothing where it is there and computes. `EXRAY_TFJS_NODE` names another folder, for the tests, too.
 */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from './build.mjs';
import { failure, isFailure } from './failure.mjs';
import { checkRequirements } from './requirements.mjs';
import { run } from './run.mjs';
import { folder, parent, TFJS_NODE } from './where.mjs';
import { works } from './works.mjs';

const start = Date.now();
const say = (step) => console.log(`tfjs-node [${((Date.now() - start) / 1000).toFixed(0)} s]: ${step}`);
const onlyBuild = process.argv.includes('--build');

try {
  const there = await works(folder);
  if (there.version === undefined) await make();
  else say(`${there.version} is there: ${folder}`);
} catch (error) {
  if (!isFailure(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Makes it beside its place and moves it there once it works: a run that is stopped leaves nothing half done. */
async function make() {
  await mkdir(parent, { recursive: true });
  if (onlyBuild) await checkRequirements(parent);
  const fresh = await mkdtemp(join(parent, `${basename(folder)}-`));
  const leave = () => {
    rmSync(fresh, { recursive: true, force: true });
    process.exit(1);
  };
  process.once('SIGINT', leave).once('SIGTERM', leave);
  try {
    await install(fresh);
    const made = await works(fresh);
    if (made.version === undefined)
      throw failure(
        'tfjs-node was installed, and does not compute',
        made.told,
        'try another version of Node: 20 and 22 were tried',
      );
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
    say(`${made.version} is ready: ${folder}`);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function install(fresh) {
  await writeFile(join(fresh, 'package.json'), '{ "private": true }\n');
  say(`npm install @tensorflow/tfjs-node@${TFJS_NODE} ...`);
  const options = ['--ignore-scripts', '--no-audit', '--no-fund'];
  const packages = await run('npm', ['install', ...options, `@tensorflow/tfjs-node@${TFJS_NODE}`], { cwd: fresh });
  if (!packages.ok)
    throw failure('npm could not install tfjs-node', packages.told, 'give npm a registry that it reaches');

  if (!onlyBuild) {
    say('its own install script ...');
    await run('npm', ['rebuild', '--ignore-scripts=false', '@tensorflow/tfjs-node'], { cwd: fresh, minutes: 5 });
    if ((await works(fresh)).version !== undefined) return;
    say('which did not succeed: it is built from packages');
    await checkRequirements(fresh);
  }
  await build(fresh, say);
}
