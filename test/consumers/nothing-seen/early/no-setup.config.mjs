export default { test: { include: ['early/noSetup.test.mjs', 'early/lateImport.test.mjs'], testTimeout: 60_000 } };
