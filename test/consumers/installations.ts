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
