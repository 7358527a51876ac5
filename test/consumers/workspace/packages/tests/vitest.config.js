export default { test: { setupFiles: ['exray/vitest'], watch: false } };
