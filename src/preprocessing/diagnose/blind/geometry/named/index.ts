import type { NamedGeometry } from '../geometry.ts';
import { centralPart } from './centralPart.ts';
import { contain } from './contain.ts';
import { cover } from './cover.ts';
import { shortSide } from './shortSide.ts';
import { squash } from './squash.ts';
import { squashThenCrop } from './squashThenCrop.ts';
import { unresized } from './unresized.ts';

/** All geometries that have a name; of several that mean the same here the first is named. */
export const namedGeometries: readonly NamedGeometry[] = [
  unresized,
  shortSide,
  squash,
  cover,
  centralPart,
  contain,
  squashThenCrop,
];
