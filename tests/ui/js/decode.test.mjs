import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeTrace, TraceError } from "../../../apps/ui/static/ui/strip/decode.js";

function header({ magic = "KTR1", version = 1, startS = 1_700_000_000.25, fsHz = 4, count = 0, mask = 0 }, bodyBytes) {
  const buffer = new ArrayBuffer(32 + bodyBytes);
  const view = new DataView(buffer);
  [...magic].forEach((letter, i) => view.setUint8(i, letter.charCodeAt(0)));
  view.setUint32(4, version, true);
  view.setFloat64(8, startS, true);
  view.setFloat32(16, fsHz, true);
  view.setUint32(20, count, true);
  view.setUint32(24, mask, true);
  return { buffer, view };
}

test("each channel stands in the order of its bit, in its own unit", () => {
  const { buffer, view } = header({ count: 3, mask: 0b111001 }, 3 * (2 + 2 + 1 + 1));
  [560, 0, 565].forEach((raw, i) => view.setUint16(32 + 2 * i, raw, true));
  [20, 0xffff, 0].forEach((raw, i) => view.setUint16(38 + 2 * i, raw, true));
  [1, 2, 3].forEach((raw, i) => view.setUint8(44 + i, raw));
  [0, 1, 0].forEach((raw, i) => view.setUint8(47 + i, raw));
  const trace = decodeTrace(buffer);
  assert.deepEqual([...trace.fhr1], [140, NaN, 141.25]);
  assert.deepEqual([...trace.toco], [10, NaN, 0], "0 is a measured toco, 0xFFFF is none");
  assert.deepEqual([[...trace.quality], [...trace.marks]], [[1, 2, 3], [0, 1, 0]]);
  assert.deepEqual([trace.fhr2, trace.mhr], [null, null]);
  assert.deepEqual([trace.startS, trace.fsHz, trace.count], [1_700_000_000.25, 4, 3]);
});

test("toco below zero is written in two's complement", () => {
  const { buffer, view } = header({ count: 3, mask: 0b1000 }, 6);
  [0xfffe, 0x8000, 0x7fff].forEach((raw, i) => view.setUint16(32 + 2 * i, raw, true));
  assert.deepEqual([...decodeTrace(buffer).toco], [-1, -16384, 16383.5]);
});

test("an odd place in the buffer is read all the same", () => {
  const { buffer, view } = header({ count: 1, mask: 0b110000 }, 2);
  view.setUint8(32, 7);
  view.setUint8(33, 1);
  assert.deepEqual([decodeTrace(buffer).quality[0], decodeTrace(buffer).marks[0]], [7, 1]);
});

test("an empty recording is a trace with no samples, not an error", () => {
  assert.equal(decodeTrace(header({ mask: 1 }, 0).buffer).count, 0);
});

for (const [field, given, bodyBytes] of [
  ["magic", { magic: "KTR2" }, 0],
  ["version", { version: 2 }, 0],
  ["start", { startS: NaN }, 0],
  ["fs_hz", { fsHz: 0 }, 0],
  ["fs_hz", { fsHz: NaN }, 0],
  ["count", { count: 4_000_000_000, mask: 1 }, 0],
  ["channels", { mask: 0b1000000 }, 0],
  ["length", { count: 10, mask: 1 }, 19],
  ["length", { count: 10, mask: 1 }, 21],
]) {
  test(`refuses ${JSON.stringify(given)} and names ${field}`, () => {
    assert.throws(() => decodeTrace(header(given, bodyBytes).buffer), (error) => error instanceof TraceError && error.field === field);
  });
}

test("refuses fewer bytes than a header", () => {
  assert.throws(() => decodeTrace(new ArrayBuffer(31)), { field: "length" });
});
