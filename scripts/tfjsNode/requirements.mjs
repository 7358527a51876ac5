import { statfs } from 'node:fs/promises';
import { failure } from './failure.mjs';
import { run } from './run.mjs';

/** The library has 815 MB; while it is unpacked, its archive of 274 MB lies beside it, and npm's packages. */
const NEEDED_BYTES = 1_400_000_000;

/** Python for pip and for unpacking: `PYTHON`, as in the tests, else the one on the path. */
export const python = process.env.PYTHON || 'python3';

/** The compiler: `CXX`, as for make, else g++. */
export const compiler = process.env.CXX || 'g++';

/**
 * Says all that this machine lacks to build the binding, before anything is downloaded.
 *
 * @param {string} folder that it will be built in
 */
export const checkRequirements = async (folder) => {
  const what = 'tfjs-node cannot be built here';
  const system = `${process.platform} ${process.arch}`;
  if (system !== 'linux x64')
    throw failure(
      what,
      `this is ${system}, and building from packages was tried on linux x64 only`,
      'install @tensorflow/tfjs-node with npm in a folder of its own, and name that folder in EXRAY_TFJS_NODE',
    );
  const missing = [];
  if (!(await run(python, ['-m', 'pip', '--version'])).ok)
    missing.push([
      `${python} has no pip, which brings TensorFlow's library`,
      'install Python with pip (Debian: apt-get install python3-pip), or name such a Python in PYTHON',
    ]);
  if (!(await run(compiler, ['--version'])).ok)
    missing.push([
      `there is no ${compiler}, which compiles the binding`,
      'install a C++17 compiler (Debian: apt-get install g++), or name one in CXX',
    ]);
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < NEEDED_BYTES)
    missing.push([
      `${folder} has ${Math.floor((bavail * bsize) / 1e6)} MB left, and ${NEEDED_BYTES / 1e6} MB are needed`,
      'make room, or name a folder on another disk in EXRAY_TFJS_NODE',
    ]);
  if (missing.length > 0)
    throw failure(what, missing.map(([why]) => why).join('\n'), missing.map(([, fix]) => fix).join('; '));
};
