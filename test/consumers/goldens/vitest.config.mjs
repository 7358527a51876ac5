export default {
  test: { include: ['vitest/**/*.test.mjs'], setupFiles: ['exray/vitest'], globals: true, retry: 0, watch: false },
};
