/** To a whole number, halves to the even one: C's `rint`, Python's `round`. */
export const roundHalfEven = (value: number): number => {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
};
