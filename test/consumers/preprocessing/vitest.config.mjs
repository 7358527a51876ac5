export default {
  test: { include: ['vitest/**/*.test.ts'], setupFiles: ['exray/vitest'], testTimeout: 60_000, watch: false },
};
