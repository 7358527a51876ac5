export default {
  test: {
    include: ['vitest/**/*.test.mjs'],
    setupFiles: ['exray/vitest'],
    globals: true,
    testTimeout: 60_000,
    watch: false,
  },
};
