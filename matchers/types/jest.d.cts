import type { ExrayMatchers } from './matchers.cjs';

// For `import { expect } from '@jest/globals'`.
declare module '@jest/expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends ExrayMatchers {}
}
// For the global `expect` of @types/jest.
declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: type parameters must be spelt as in @types/jest.
    interface Matchers<R, T = {}> extends ExrayMatchers {}
  }
}
