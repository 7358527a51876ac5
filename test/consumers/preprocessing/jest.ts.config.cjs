module.exports = {
  testMatch: ['<rootDir>/jest-ts/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  setupFilesAfterEnv: ['exray/jest'],
  transform: { '\\.ts$': '<rootDir>/transform.cjs' },
  testTimeout: 60_000,
};
