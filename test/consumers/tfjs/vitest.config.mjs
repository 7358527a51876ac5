export default {
  test: { include: ['vitest/*.test.mjs'], setupFiles: ['exray/vitest'], watch: false, testTimeout: 60_000 },
};
