const project = (displayName) => ({
  ...require('./jest.config.cjs'),
  displayName,
  testMatch: ['<rootDir>/jest/lifecycle.test.cjs'],
});

module.exports = { projects: [project('one'), project('other')] };
