module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['<rootDir>/jest/lifecycle.test.cjs'],
  snapshotResolver: '<rootDir>/snapshotResolver.cjs',
};
