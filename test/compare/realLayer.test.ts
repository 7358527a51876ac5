import { describe, expect, it } from 'vitest';
import { axesBetween, turnedAxes } from '../../src/compare/realLayer.ts';

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

describe('axes that an optimizer moved', () => {
  it('are told by the sides, where each is there once', () => {
    expect(turnedAxes([1, 40, 1, 8, 15], [1, 1, 8, 40, 15])).toEqual([0, 3, 1, 2, 4]);
    expect(turnedAxes([8, 40], [40, 8])).toEqual([1, 0]);
  });

  it('stay open where equal sides could change places, or sides of 1 came or went', () => {
    expect(turnedAxes([8, 15, 8], [8, 8, 15])).toBe('unclear');
    expect(turnedAxes([40, 8], [8, 1, 40])).toBe('unclear');
  });

  it('are none where the sides are others', () => {
    expect(turnedAxes([1, 40, 8], [1, 40, 9])).toBeNull();
    expect(turnedAxes([40, 8], [320])).toBeNull();
  });
});
