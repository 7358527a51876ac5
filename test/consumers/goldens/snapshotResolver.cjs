module.exports = {
  resolveSnapshotPath: (test, extension) => test.replace('/jest/', '/moved/') + extension,
  resolveTestPath: (snapshot, extension) => snapshot.replace('/moved/', '/jest/').slice(0, -extension.length),
  testPathForConsistencyCheck: '/project/jest/a.test.cjs',
};
