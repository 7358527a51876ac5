export default {
  test: { include: ['early/older.test.mjs'], setupFiles: ['./app/esm.mjs', 'exray/vitest'], testTimeout: 60_000 },
};
