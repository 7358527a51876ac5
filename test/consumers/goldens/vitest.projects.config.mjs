const project = (name) => ({
  test: {
    name,
    include: ['vitest/lifecycle.test.mjs'],
    setupFiles: ['exray/vitest'],
    globals: true,
    testTimeout: 60_000,
  },
});

export default { test: { projects: [project('one'), project('other')] } };
