/**
 * Node's own modules, past every sandbox: Vitest's vm pools and Jest give `import` and `require` classes of their own,
 * while this is the process's (Jest serves a subclass of Module here too, but its tables are the real ones).
 */
export const builtin = <T>(name: string): T => process.getBuiltinModule(name) as T;

/** The parts of Node's Module that observers use. */
export interface NodeModule {
  _cache: Record<string, { exports: unknown } | undefined>;
  _extensions: Record<string | symbol, unknown>;
}

/**
 * Makes a function anew in the main realm. Jest and Vitest's vm pools run each test file in a context of its own, and
 * what the first file leaves in the process would keep that context alive, and would use its globals after they were
 * torn down. So what outlives a file is compiled again, from its text, outside of every context.
 *
 * @param make Must use nothing but its arguments and JavaScript's and Node's globals.
 */
export const inMainRealm = <F extends (...args: never[]) => unknown>(make: F): F => {
  const text = String(make);
  // Counters of a coverage tool lie in the scope of this file: such a function works only here.
  if (/\bcov_[0-9a-z]+\b/.test(text)) return make;
  // esbuild's keepNames wraps inner functions in a helper of that name.
  const source = `((__name) => (${text}))((named) => named)`;
  return builtin<typeof import('node:vm')>('vm').runInThisContext(source, { filename: `exray/${make.name}` }) as F;
};
