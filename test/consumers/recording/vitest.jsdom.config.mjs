export default {
  // For jsdom, Vite serves modules as to a browser, and refuses what lies outside of the project's folder.
  server: { fs: { strict: false } },
  test: {
    include: ['vitest/cjs.test.mjs'],
    setupFiles: ['exray/vitest'],
    environment: 'jsdom',
    watch: false,
    testTimeout: 60_000,
  },
};
