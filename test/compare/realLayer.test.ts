import { describe, expect, it } from 'vitest';
import { axesBetween } from '../../src/compare/realLayer.ts';

describe('the axes between two sides', () => {
  it('are turned where both say how they lay pictures out, also where every order would fit', () => {
    const layouts = { deployed: 'NCHW', reference: 'NHWC' } as const;
    expect(axesBetween([1, 8, 4, 4], [1, 4, 4, 8], layouts)).toEqual([0, 3, 1, 2]);
    expect(axesBetween([1, 4, 4, 4], [1, 4, 4, 4], layouts)).toEqual([0, 3, 1, 2]);
  });

  it('stay where one side does not say it and the shapes agree: tokens are no pictures', () => {
    const layouts = { deployed: 'unknown', reference: 'NHWC' } as const;
    expect(axesBetween([1, 16, 16], [1, 16, 16], layouts)).toBeUndefined();
    expect(axesBetween([1, 8, 4, 4], [1, 4, 4, 8], layouts)).toEqual([0, 3, 1, 2]);
  });

  it('are not found where no order fits', () => {
    expect(axesBetween([1, 8, 4, 4], [1, 8, 4, 5], { deployed: 'NCHW', reference: 'NHWC' })).toBeNull();
  });
});
