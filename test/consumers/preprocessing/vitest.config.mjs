export default { test: { include: ['vitest/**/*.test.ts'], setupFiles: ['exray/vitest'], watch: false } };
