import assert from "node:assert/strict";
import { test } from "node:test";
import * as geometry from "../../../apps/ui/static/ui/strip/geometry.js";

const { PAIRS } = geometry;
const near = (given, wanted) => assert.ok(Math.abs(given - wanted) < 1e-6, `${given} is not ${wanted}`);

test("one minute is one centimetre on the slow paper and three on the fast one", () => {
  near(geometry.pxPerSecond(PAIRS.slow, {}) * 60, 37.79527559055118);
  near(geometry.pxPerSecond(PAIRS.fast, {}) * 60, 113.38582677165354);
});

test("20 bpm are one centimetre on the slow paper, 30 bpm on the fast one", () => {
  const slow = geometry.layout(PAIRS.slow, { low: 50, high: 210 }).rate;
  const fast = geometry.layout(PAIRS.fast, { low: 50, high: 210 }).rate;
  near(geometry.yOf(slow, 120) - geometry.yOf(slow, 140), 37.79527559055118);
  near(geometry.yOf(fast, 120) - geometry.yOf(fast, 150), 37.79527559055118);
});

test("panels touch and never overlap; toco lies below the rate", () => {
  const panels = geometry.layout(PAIRS.slow, geometry.USUAL_RANGE);
  const order = ["head", "acceleration", "rate", "deceleration", "time", "toco", "contraction"].map((name) => panels[name]);
  order.slice(1).forEach((panel, i) => near(panel.top, order[i].bottom));
  near(panels.height, order.at(-1).bottom);
});

test("the paper grows to 30–240 where a rate lies outside 50–210", () => {
  assert.deepEqual(geometry.rangeFor([{ low: 50, high: 210 }]), { low: 50, high: 210 });
  assert.deepEqual(geometry.rangeFor([{ low: 120, high: 150 }, { low: 49.75, high: 90 }]), { low: 30, high: 240 });
  assert.deepEqual(geometry.rangeFor([{ low: 120, high: 210.25 }]), { low: 30, high: 240 });
  assert.deepEqual(geometry.rangeFor([]), { low: 50, high: 210 });
});

test("a place on the paper and its value are each other's inverse", () => {
  const panel = geometry.layout(PAIRS.slow, geometry.USUAL_RANGE).rate;
  near(geometry.valueOfY(panel, geometry.yOf(panel, 137.25)), 137.25);
  const view = { pxPerSecond: 0.63, scrollPx: 311, widthPx: 1000 };
  near(geometry.secondOfX(view, geometry.xOf(view, 1234.5)), 1234.5);
});

test("the whole recording fits the window, but a short one is never faster than the fast paper", () => {
  near(geometry.pxPerSecond(PAIRS.whole, { durationS: 86_400, widthPx: 1200 }) * 86_400, 1200);
  near(geometry.pxPerSecond(PAIRS.whole, { durationS: 60, widthPx: 1200 }), geometry.pxPerSecond(PAIRS.fast, {}));
});

test("scrolling stops at both ends", () => {
  const view = { widthPx: 1000, pxPerSecond: 1, durationS: 3600, scrollPx: 0 };
  assert.deepEqual([geometry.clampScroll(view, -50), geometry.clampScroll(view, 99_999), geometry.clampScroll(view, 700)], [0, 2600, 700]);
  assert.equal(geometry.clampScroll({ ...view, durationS: 10 }, 500), 0, "a recording that fits does not scroll");
});

test("changing the paper keeps the looked-at second at its place", () => {
  const before = { widthPx: 1000, pxPerSecond: 0.63, scrollPx: 800, durationS: 7200 };
  const after = { ...before, pxPerSecond: 1.89 };
  const scrollPx = geometry.scrollKeeping(before, after, 2000);
  near(geometry.xOf({ ...after, scrollPx }, 2000), geometry.xOf(before, 2000));
});

test("showing an event that is in sight moves nothing; one that is not is brought to the middle", () => {
  const view = { widthPx: 1000, pxPerSecond: 1, durationS: 7200, scrollPx: 1000 };
  assert.equal(geometry.scrollShowing(view, 1400, 1500), 1000);
  assert.equal(geometry.scrollShowing(view, 4000, 4100), 3550);
});

test("zooming goes from the whole over the slow to the fast paper, and stops there", () => {
  assert.deepEqual(["whole", "slow", "fast"].map((name) => geometry.neighbourPair(name, 1)), ["slow", "fast", "fast"]);
  assert.deepEqual(["whole", "slow", "fast"].map((name) => geometry.neighbourPair(name, -1)), ["whole", "whole", "slow"]);
});

test("an arrow key moves the cursor by something that can be seen", () => {
  assert.equal(geometry.cursorStepS(37.795 / 60), 5);
  assert.equal(geometry.cursorStepS(3 * 37.795 / 60), 2);
  assert.equal(geometry.cursorStepS(1200 / 86_400), 300);
});
