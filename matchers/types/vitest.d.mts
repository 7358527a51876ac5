import type { ExrayMatchers } from './matchers.mjs';

// Vitest 4 and 5 declare `Matchers` with other type parameters, and either spelling is an error in the other; both build
// their assertions on Chai's.
declare global {
  namespace Chai {
    interface Assertion extends ExrayMatchers {}
  }
}
