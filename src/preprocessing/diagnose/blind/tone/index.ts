import { curve } from './curve.ts';
import { gamma } from './gamma.ts';
import { srgb } from './srgb.ts';
import type { ToneKind } from './tone.ts';

/** All kinds of curves, the simplest first. */
export const toneKinds: readonly ToneKind[] = [srgb, gamma, curve];
