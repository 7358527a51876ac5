export default { test: { include: ['service/**/*.test.ts'], setupFiles: ['exray/vitest'], watch: false } };
