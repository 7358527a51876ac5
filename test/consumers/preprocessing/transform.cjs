const ts = require('typescript');

/** TypeScript to ES modules, as ts-jest does with isolatedModules. */
exports.process = (text, fileName) => {
  const { outputText } = ts.transpileModule(text, {
    fileName,
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, inlineSourceMap: true },
  });
  return { code: outputText };
};
