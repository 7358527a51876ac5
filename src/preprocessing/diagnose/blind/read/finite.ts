/** The values with 0 for those that are not finite; the same array where all are. */
export const finite = (values: Float32Array | Float64Array): Float32Array => {
  const single = values.constructor.name === 'Float32Array' ? (values as Float32Array) : Float32Array.from(values);
  const { isFinite: isNumber } = Number;
  for (let i = 0; i < single.length; i++)
    if (!isNumber(single[i] as number)) return single.map((value) => (isNumber(value) ? value : 0));
  return single;
};
