// The arithmetic of the long list, against the plain way of adding up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { anchorAt, heights, topOf, windowOf } from "../../../apps/consultations/static/consultations/js/window.js";

// A small generator with a fixed beginning: the same numbers in every run.
function numbers(seed) {
  let state = seed;
  return () => { state = (state * 1_103_515_245 + 12_345) % 2_147_483_648; return state / 2_147_483_648; };
}

test("offsets and rows agree with adding up, after any order of changes", () => {
  const chance = numbers(7);
  const list = heights({ guess: 50 });
  let plain = [];
  for (let round = 0; round < 2_000; round += 1) {
    const what = chance();
    if (what < 0.1) {
      const length = Math.floor(chance() * 300);
      plain = [...plain.slice(0, length), ...Array(Math.max(0, length - plain.length)).fill(50)];
      list.resize(length);
    } else if (plain.length) {
      const row = Math.floor(chance() * plain.length);
      plain[row] = what < 0.2 ? 0 : Math.round(chance() * 400);
      list.set(row, plain[row]);
    }
    assert.equal(list.total, plain.reduce((sum, one) => sum + one, 0));
    const row = Math.floor(chance() * (plain.length + 1));
    assert.equal(list.offset(row), plain.slice(0, row).reduce((sum, one) => sum + one, 0));
    if (!plain.length || !list.total) continue;
    const y = chance() * (list.total - 1);
    const found = list.at(y);
    assert.ok(list.offset(found) <= y && y < list.offset(found + 1), `row ${found} does not cover ${y}`);
  }
});

test("a window of a long list is short, covers what is seen, and the room around it adds up", () => {
  const list = heights({ count: 10_000, guess: 60 });
  for (const top of [0, 1_234, 300_000, 599_400]) {
    const { from, to, above, below } = windowOf(list, { top, height: 700 });
    assert.ok(to - from <= 40, `${to - from} rows`);
    assert.ok(list.offset(from) <= top && list.offset(to) >= Math.min(list.total, top + 700));
    assert.equal(above + below + (list.offset(to) - list.offset(from)), list.total);
  }
});

test("rows without height do not make the window longer than it may be", () => {
  const list = heights({ count: 5_000, guess: 0 });
  const { from, to } = windowOf(list, { top: 0, height: 700, most: 200 });
  assert.ok(to - from <= 200);
});

test("what one reads stays where it is when what is above it turns out higher", () => {
  const list = heights({ count: 1_000, guess: 60 });
  const anchor = anchorAt(list, 30_010);
  assert.deepEqual(anchor, { row: 500, past: 10 });
  for (let row = 480; row < 500; row += 1) list.set(row, 100);
  assert.equal(topOf(list, anchor), 30_010 + 20 * 40);
});

test("an empty list has an empty window", () => {
  assert.deepEqual(windowOf(heights(), { top: 0, height: 700 }), { from: 0, to: 0, above: 0, below: 0 });
});
