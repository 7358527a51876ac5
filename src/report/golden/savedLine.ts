import type { Golden } from '../../golden/golden.ts';

/** What `npx exray golden from` says when it is done. */
export const savedLine = (path: string, bytes: number, { layers }: Golden): string => {
  const profiles = layers.filter(({ profile }) => profile !== undefined).length;
  const compared = profiles === 0 ? '' : `, ${profiles} of them with their distance to the reference`;
  return `${path}: ${layers.length} layers${compared}, ${(bytes / 1024).toFixed(1)} KiB`;
};
