import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failure } from './failure.mjs';
import { compiler, python } from './requirements.mjs';
import { run } from './run.mjs';
import { TENSORFLOW } from './where.mjs';

/** Any wheel of this version holds the same library: one of them is named, so that pip's own Python does not matter. */
const WHEEL = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];
const PLATFORM = ['--platform', 'manylinux_2_27_x86_64'];

/** Its two files use the C interface of TensorFlow and of Node only: one binary serves every version of Node. */
const NODE_API = 8;
const BINDING = ['tfjs_backend.cc', 'tfjs_binding.cc'];

/**
 * What the install script of tfjs-node downloads, made from packages of the registries: TensorFlow's library out of its
 * Python package, the binding out of the sources that the npm package ships.
 *
 * @param {string} folder with @tensorflow/tfjs-node in its node_modules
 * @param {(step: string) => void} say
 */
export const build = async (folder, say) => {
  const tfjsNode = join(folder, 'node_modules/@tensorflow/tfjs-node');
  const library = join(tfjsNode, 'deps');
  say(`TensorFlow ${TENSORFLOW}'s library, out of its Python package (274 MB) ...`);
  await fetchLibrary(join(folder, 'wheel'), library);
  say('the binding (some 15 s) ...');
  await compile(tfjsNode, library, await nodeHeaders(folder));
  await rm(join(library, 'include'), { recursive: true });
};

const fetchLibrary = async (wheels, target) => {
  const packages = ['--no-deps', '--only-binary=:all:', ...WHEEL, ...PLATFORM, `tensorflow-cpu==${TENSORFLOW}`];
  const pip = ['-m', 'pip', 'download', '--disable-pip-version-check', '--progress-bar', 'off', '-d', wheels];
  const download = await run(python, [...pip, ...packages], { minutes: 20 });
  if (!download.ok)
    throw failure(
      "TensorFlow's library could not be had",
      `pip download tensorflow-cpu==${TENSORFLOW} failed:\n${download.told}`,
      'give pip a package index that it reaches (PIP_INDEX_URL, or `pip config set global.index-url`)',
    );
  const wheel = (await readdir(wheels)).find((name) => name.endsWith('.whl'));
  const script = fileURLToPath(new URL('unpack.py', import.meta.url));
  const unpacked = await run(python, [script, join(wheels, wheel), target]);
  if (!unpacked.ok)
    throw failure(
      "TensorFlow's library could not be unpacked",
      unpacked.told,
      'make room on the disk, and run this again',
    );
  await rm(wheels, { recursive: true });
};

/** Node's headers: beside the Node that runs, else those of npm, which hold the stable part that is needed. */
const nodeHeaders = async (folder) => {
  const beside = join(dirname(dirname(process.execPath)), 'include/node');
  if (existsSync(join(beside, 'node_api.h'))) return beside;
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { ok, told } = await run('npm', ['install', ...options, 'node-api-headers'], { cwd: folder });
  if (!ok) throw failure("Node's headers could not be had", told, 'give npm a registry that it reaches');
  return join(folder, 'node_modules/node-api-headers/include');
};

const compile = async (tfjsNode, library, headers) => {
  const sources = join(tfjsNode, 'binding');
  const output = join(tfjsNode, `lib/napi-v${NODE_API}`);
  await mkdir(output, { recursive: true });
  const { ok, told } = await run(compiler, [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${NODE_API}`],
    ...[headers, join(library, 'include'), sources].map((folder) => `-I${folder}`),
    ...BINDING.map((file) => join(sources, file)),
    ...['-o', join(output, 'tfjs_binding.node')],
    // By its place relative to the binding, so that the folder can be moved.
    ...[`-L${join(library, 'lib')}`, '-Wl,-rpath,$ORIGIN/../../deps/lib'],
    ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
  ]);
  if (!ok)
    throw failure(
      'the binding could not be compiled',
      `${compiler} failed:\n${told}`,
      'take a compiler of C++17 (g++ 9 or newer; CXX names one)',
    );
};
