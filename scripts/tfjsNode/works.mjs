import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/** Loads the package in a process of its own and computes a convolution whose result is known: 27 products of 1 and 1. */
const COMPUTATION = `
  const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value == null;
  const tf = require('@tensorflow/tfjs-node');
  const [sum] = tf.conv2d(tf.ones([1, 8, 8, 3]), tf.ones([3, 3, 3, 4]), 1, 'valid').dataSync();
  if (tf.getBackend() !== 'tensorflow' || sum !== 27) throw new Error(\`backend \${tf.getBackend()}, sum \${sum}\`);
  console.log(\`@tensorflow/tfjs-node \${tf.version['tfjs-node']} on libtensorflow \${tf.backend().binding.TF_Version}\`);
`;

/**
 * Whether the package in this folder computes.
 *
 * @param {string} folder
 * @returns {Promise<{ version?: string, told: string }>} its version, where it does; what it said instead
 */
export const works = async (folder) => {
  if (!existsSync(join(folder, 'node_modules/@tensorflow/tfjs-node'))) return { told: 'it is not installed' };
  const env = { TF_CPP_MIN_LOG_LEVEL: '2', NODE_NO_WARNINGS: '1' };
  const { ok, output, told } = await run(process.execPath, ['-e', COMPUTATION], { cwd: folder, minutes: 2, env });
  const version = output.split('\n').find((line) => line.startsWith('@tensorflow/tfjs-node '));
  return ok && version !== undefined ? { version, told } : { told };
};
