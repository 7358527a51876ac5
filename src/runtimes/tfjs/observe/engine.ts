/** What exray uses of tfjs's engine, the one object that all copies of tfjs in a context share (tfjs-core 4.22). */
export interface Engine {
  ENV: { registerFlag(name: string, ...rest: unknown[]): void; flagRegistry: object };
  backendName: string | null;
  state: { gradientDepth: number };
  makeTensor(...args: unknown[]): unknown;
  startScope(...args: unknown[]): unknown;
  registerBackend(name: string, ...rest: unknown[]): unknown;
}

/** The engine of this context, if tfjs is loaded in it. */
export const tfjsEngine = (): Engine | undefined => (globalThis as { _tfengine?: Engine })._tfengine;
