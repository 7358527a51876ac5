module.exports = {
  testMatch: ['<rootDir>/jest/*.test.cjs'],
  moduleFileExtensions: ['js', 'cjs', 'mjs', 'json', 'node'],
  setupFilesAfterEnv: ['exray/jest'],
  testTimeout: 60_000,
};
