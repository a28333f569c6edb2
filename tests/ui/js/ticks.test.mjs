import assert from "node:assert/strict";
import { test } from "node:test";
import { PAIRS } from "../../../apps/ui/static/ui/strip/geometry.js";
import { alignedSeconds, clockOf, gridSteps, labelStep, timeLabels, valueLines } from "../../../apps/ui/static/ui/strip/ticks.js";

const SLOW = 37.79527559055118 / 60;
const EPOCH = Date.UTC(2026, 10, 22, 14, 58, 30) / 1000; // 23:58:30 in Seoul

test("lines stand on multiples of the step", () => {
  assert.deepEqual(valueLines(50, 210, 20), [60, 80, 100, 120, 140, 160, 180, 200]);
  assert.deepEqual(valueLines(30, 240, 30), [30, 60, 90, 120, 150, 180, 210, 240]);
});

test("the paper's grid is its own; for the whole recording the finest that can be seen", () => {
  assert.deepEqual(gridSteps(PAIRS.slow, SLOW), { majorS: 60, minorS: 30 });
  assert.deepEqual(gridSteps(PAIRS.fast, 3 * SLOW), { majorS: 60, minorS: 10 });
  assert.deepEqual(gridSteps(PAIRS.whole, 1200 / 86_400), { majorS: 3600, minorS: 1800 });
});

test("labels keep a distance that can be read", () => {
  assert.deepEqual([labelStep(SLOW), labelStep(3 * SLOW), labelStep(1200 / 86_400)], [300, 60, 7200]);
});

test("minutes are those of the wall clock, not of the recording", () => {
  assert.deepEqual(alignedSeconds(EPOCH, 9 * 3600, 0, 180, 60), [30, 90, 150]);
});

test("labels speak the zone of the person, and midnight says the new day", () => {
  const clock = clockOf("Asia/Seoul", "en");
  const labels = timeLabels({ startS: EPOCH, fromS: 0, toS: 400, pxPerSecond: SLOW, clock });
  assert.deepEqual(labels, [{ second: 90, text: "23 Nov 00:00", isMidnight: true }, { second: 390, text: "00:05", isMidnight: false }]);
});

test("hours are whole hours also where the zone is half an hour off", () => {
  const clock = clockOf("Asia/Kolkata", "en");
  assert.equal(clock.offsetS(EPOCH), 19_800);
  const labels = timeLabels({ startS: EPOCH, fromS: 0, toS: 20_000, pxPerSecond: 92 / 7200, clock });
  assert.deepEqual(labels.map(({ text }) => text), ["22:00", "23 Nov 00:00", "02:00"]);
});

test("days are written in the language of the page", () => {
  assert.equal(clockOf("Asia/Seoul", "ko").day(EPOCH), "11월 22일");
  assert.equal(clockOf("Asia/Shanghai", "zh-Hans").day(EPOCH), "11月22日");
});

test("a fraction of a second does not shift the zone", () => {
  assert.equal(clockOf("UTC", "en").offsetS(EPOCH + 0.75), 0);
});
