// Many samples in one pixel column: its highest and lowest value are drawn, never their mean.
// A pyramid of extremes (16 samples, 256, 4096 …) makes a day of 4 Hz cost as little as half an hour.
const FAN = 16;
export const MAX_STEP_BPM = 30; // a jump larger than this between neighbours is not joined by a line: the pen lifts

// values: Float32Array, NaN = not measured. One {low, high} per column, or null where nothing was measured.
export function columns(values, perColumn) {
  const result = [];
  for (let start = 0; start < values.length; start += perColumn) {
    let low = Infinity, high = -Infinity;
    for (const value of values.subarray(start, start + perColumn)) {
      if (value < low) low = value; // comparisons with NaN are false: gaps fall out
      if (value > high) high = value;
    }
    result.push(low <= high ? { low, high } : null);
  }
  return result;
}

// → {values, levels: [{size, low, high}]}; an empty bucket has low > high.
export function buildPyramid(values) {
  const levels = [];
  let below = { low: values, high: values };
  for (let size = FAN; size < values.length; size *= FAN) {
    below = shrink(below);
    levels.push({ size, ...below });
  }
  return { values, levels };
}

function shrink({ low, high }) {
  const count = Math.ceil(low.length / FAN);
  const lows = new Float32Array(count).fill(Infinity);
  const highs = new Float32Array(count).fill(-Infinity);
  for (let i = 0; i < low.length; i += 1) {
    const bucket = (i / FAN) | 0;
    if (low[i] < lows[bucket]) lows[bucket] = low[i];
    if (high[i] > highs[bucket]) highs[bucket] = high[i];
  }
  return { low: lows, high: highs };
}

// Extremes of values[start, end): whole buckets from the coarsest level that fits, the rest sample by sample.
export function extremes(pyramid, start, end) {
  let low = Infinity, high = -Infinity, at = start;
  while (at < end) {
    const level = coarsest(pyramid.levels, at, end);
    const lowest = level ? level.low[at / level.size] : pyramid.values[at];
    const highest = level ? level.high[at / level.size] : pyramid.values[at];
    if (lowest < low) low = lowest;
    if (highest > high) high = highest;
    at += level ? level.size : 1;
  }
  return { low, high };
}

function coarsest(levels, at, end) {
  let found = null;
  for (const level of levels) {
    if (at % level.size !== 0 || at + level.size > end) break;
    found = level;
  }
  return found;
}

// Columns firstColumn … firstColumn + count − 1 of the whole recording, `perColumn` samples each (≥ 1, may be a
// fraction). Columns are counted from the start of the recording, so that scrolling never changes what one shows.
// → {low, high, first, last: Float32Array; joins: Uint8Array (1 = a line leads here from the column before)}
export function columnsBetween(pyramid, firstColumn, count, perColumn) {
  const { values } = pyramid;
  const result = {
    low: new Float32Array(count).fill(NaN), high: new Float32Array(count).fill(NaN),
    first: new Float32Array(count).fill(NaN), last: new Float32Array(count).fill(NaN), joins: new Uint8Array(count),
  };
  for (let i = 0; i < count; i += 1) {
    const start = Math.max(0, Math.ceil((firstColumn + i) * perColumn));
    const end = Math.min(values.length, Math.ceil((firstColumn + i + 1) * perColumn));
    if (start >= end) continue;
    const { low, high } = extremes(pyramid, start, end);
    if (low > high) continue;
    result.low[i] = low;
    result.high[i] = high;
    result.first[i] = values[start];
    result.last[i] = values[end - 1];
    result.joins[i] = isJoined(values[start - 1], values[start]) ? 1 : 0;
  }
  return result;
}

// A line may be drawn between two neighbouring samples; false when one is missing or the step is an artefact.
export function isJoined(before, after) {
  return Math.abs(after - before) <= MAX_STEP_BPM;
}
