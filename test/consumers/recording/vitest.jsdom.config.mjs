export default {
  test: { include: ['vitest/*.test.mjs'], setupFiles: ['exray/vitest'], environment: 'jsdom', watch: false },
};
