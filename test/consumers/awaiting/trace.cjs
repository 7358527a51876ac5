/** A trace as any tool could make it: an inference without layers, and what the app returned. */
exports.traceOf = (result) => ({
  model: { format: 'arrays' },
  runtime: { name: 'none', version: '0', provider: 'cpu', isa: 'any' },
  capture: 'original',
  layout: 'unknown',
  inputs: {},
  outputs: {},
  layers: { list: async () => ({ layers: [], unseen: [] }), read: async function* () {} },
  result,
  notes: [],
});
exports.right = { label: 'cat', score: 0.5 };
exports.wrong = { label: 'dog', score: 0.5 };
