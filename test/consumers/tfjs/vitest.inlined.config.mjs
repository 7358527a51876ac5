// As projects do that want Vite to transform a dependency.
export default {
  test: {
    include: ['inlined/*.test.mjs'],
    setupFiles: ['exray/vitest'],
    server: { deps: { inline: [/@tensorflow/] } },
    watch: false,
    testTimeout: 60_000,
  },
};
