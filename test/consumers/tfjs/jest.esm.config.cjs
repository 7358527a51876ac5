module.exports = {
  testMatch: ['<rootDir>/jest-esm/*.test.mjs'],
  moduleFileExtensions: ['js', 'cjs', 'mjs', 'json', 'node'],
  setupFilesAfterEnv: ['exray/jest'],
  testTimeout: 60_000,
  transform: {},
};
