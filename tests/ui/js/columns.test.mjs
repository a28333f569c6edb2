import assert from "node:assert/strict";
import { test } from "node:test";
import { buildPyramid, columns, columnsBetween, extremes } from "../../../apps/ui/static/ui/strip/columns.js";

const N = NaN;

test("each column keeps its highest and lowest value; a spike of one sample survives", () => {
  const values = new Float32Array(400).fill(140);
  values[222] = 190;
  values[223] = 60;
  assert.deepEqual(columns(values, 100), [{ low: 140, high: 140 }, { low: 140, high: 140 }, { low: 60, high: 190 }, { low: 140, high: 140 }]);
});

test("a column without a measured sample is null, one measured sample is enough", () => {
  assert.deepEqual(columns(Float32Array.of(N, N, N, 120, N, N), 3), [null, { low: 120, high: 120 }]);
});

test("extremes by the pyramid are those of every single sample, for any range", () => {
  const values = Float32Array.from({ length: 5000 }, (_, i) => (i % 97 < 9 ? N : 100 + ((i * 7919) % 83)));
  const pyramid = buildPyramid(values);
  assert.deepEqual(pyramid.levels.map(({ size }) => size), [16, 256, 4096]);
  for (const [start, end] of [[0, 5000], [1, 4999], [15, 17], [16, 32], [250, 4360], [4096, 4097], [97, 106]]) {
    const measured = [...values.subarray(start, end)].filter((value) => !Number.isNaN(value));
    const wanted = measured.length ? { low: Math.min(...measured), high: Math.max(...measured) } : { low: Infinity, high: -Infinity };
    assert.deepEqual(extremes(pyramid, start, end), wanted, `${start}–${end}`);
  }
});

test("columns belong to the recording: scrolling by one shows the same columns one place further", () => {
  const values = Float32Array.from({ length: 3000 }, (_, i) => 140 + 20 * Math.sin(i / 7));
  const pyramid = buildPyramid(values);
  const before = columnsBetween(pyramid, 40, 50, 6.35);
  const after = columnsBetween(pyramid, 41, 50, 6.35);
  assert.deepEqual([...after.high.subarray(0, 49)], [...before.high.subarray(1)]);
  assert.deepEqual([...after.low.subarray(0, 49)], [...before.low.subarray(1)]);
});

test("every sample falls into exactly one column, also where a column is a fraction of samples wide", () => {
  const values = Float32Array.from({ length: 1000 }, (_, i) => i);
  const { low, high } = columnsBetween(buildPyramid(values), 0, Math.ceil(1000 / 6.3), 6.3);
  assert.equal(low[0], 0);
  assert.equal(high[high.length - 1], 999);
  for (let i = 1; i < low.length; i += 1) assert.equal(low[i], high[i - 1] + 1, `column ${i}`);
});

test("no line is drawn over a missing sample or over a jump of more than 30 bpm", () => {
  const values = Float32Array.of(140, 141, N, 142, 143, 174, 175, 175);
  const { joins } = columnsBetween(buildPyramid(values), 0, 8, 1);
  assert.deepEqual([...joins], [0, 1, 0, 0, 1, 0, 1, 1]);
});

test("columns before the start and after the end are empty", () => {
  const { low } = columnsBetween(buildPyramid(Float32Array.of(1, 2, 3, 4)), -2, 8, 1);
  assert.deepEqual([...low], [N, N, 1, 2, 3, 4, N, N]);
});
