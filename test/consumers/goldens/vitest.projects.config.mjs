const project = (name) => ({
  test: { name, include: ['vitest/lifecycle.test.mjs'], setupFiles: ['exray/vitest'], globals: true },
});

export default { test: { projects: [project('one'), project('other')] } };
