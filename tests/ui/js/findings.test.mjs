// Gaps, events, caliper, readout and keys: small pure modules.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as caliper from "../../../apps/ui/static/ui/strip/caliper.js";
import * as events from "../../../apps/ui/static/ui/strip/events.js";
import { missingStretches, withCauses } from "../../../apps/ui/static/ui/strip/gaps.js";
import { actionOf } from "../../../apps/ui/static/ui/strip/keys.js";
import { sentence, valuesAt } from "../../../apps/ui/static/ui/strip/readout.js";
import { sceneOf } from "../../../apps/ui/static/ui/strip/scene.js";

const N = NaN;
const traceOf = (fhr1, more = {}) => ({ startS: 0, fsHz: 1, count: fhr1.length, fhr1: Float32Array.from(fhr1), fhr2: null, mhr: null, toco: null, marks: null, ...more });

test("a stretch of five seconds without a rate is a gap, four are not; the end of the trace ends it", () => {
  assert.deepEqual(missingStretches(traceOf([1, N, N, N, N, 1, N, N, N, N, N])), [{ startS: 6, endS: 11, cause: null }]);
});

test("with twins there is a gap only where both are missing", () => {
  const trace = traceOf([N, N, N, N, N, N, N, N], { fhr2: Float32Array.of(1, N, N, N, N, N, N, 1) });
  assert.deepEqual(missingStretches(trace), [{ startS: 1, endS: 7, cause: null }]);
});

test("a gap that the server explains keeps its cause and is not drawn twice", () => {
  const found = [{ startS: 10, endS: 20, cause: null }, { startS: 40, endS: 50, cause: null }];
  assert.deepEqual(withCauses(found, [{ start_s: 9, end_s: 16, cause: "network" }]), [{ startS: 9, endS: 16, cause: "network" }, { startS: 40, endS: 50, cause: null }]);
});

const ANALYSIS = {
  accelerations: [{ start_s: 300, end_s: 330, peak_s: 310, amplitude_bpm: 18 }, { start_s: 100, end_s: 130, peak_s: 110, amplitude_bpm: 20 }],
  decelerations: [{ start_s: 200, end_s: 260, peak_s: 230, amplitude_bpm: -30, kind: "late" }],
  contractions: [{ start_s: 180, end_s: 240 }],
  baseline_bpm: { step_s: 5, values: [140, 141, null, 142] },
};

test("events carry the letters of the table, numbered in order of time", () => {
  const found = events.labelledEvents(ANALYSIS);
  assert.deepEqual(found.map(({ label, kind, startS }) => [label, kind, startS]), [["A1", "acceleration", 100], ["C1", "contraction", 180], ["D1", "late", 200], ["A2", "acceleration", 300]]);
  assert.equal(found[1].peakS, 210, "without a peak, the middle");
  assert.deepEqual(events.labelledEvents(null), []);
});

test("next and previous go by the chosen event, else by the cursor, and stop at the ends", () => {
  const found = events.labelledEvents(ANALYSIS);
  assert.equal(events.neighbourEvent(found, "D1", 0, 1).label, "A2");
  assert.equal(events.neighbourEvent(found, null, 150, 1).label, "C1");
  assert.equal(events.neighbourEvent(found, null, 150, -1).label, "A1");
  assert.equal(events.neighbourEvent(found, "A2", 0, 1), null);
});

test("a press in a lane finds the event of that lane, in the rate panel anything but a contraction", () => {
  const found = events.labelledEvents(ANALYSIS);
  assert.equal(events.eventAt(found, 210, "contraction").label, "C1");
  assert.equal(events.eventAt(found, 210, "rate").label, "D1");
  assert.equal(events.eventAt(found, 185, "rate"), null);
});

test("the baseline is interrupted where it is not defined", () => {
  assert.deepEqual(events.baselineRuns(ANALYSIS.baseline_bpm), [[[0, 140], [5, 141]], [[15, 142]]]);
});

test("a button held for three samples is one movement", () => {
  assert.deepEqual(events.marksOf(Uint8Array.of(0, 1, 1, 1, 0, 1), 2), [{ kind: "movement", second: 0.5 }, { kind: "movement", second: 2.5 }]);
  assert.deepEqual(events.marksOf(null, 4), []);
});

test("each bit of a mark is its own kind, also where two begin at once or one goes on", () => {
  const kinds = events.marksOf(Uint8Array.of(3, 7, 8, 16, 16), 1).map(({ kind, second }) => [kind, second]);
  assert.deepEqual(kinds, [["movement", 0], ["movement_found", 0], ["toco_zeroed", 1], ["clinician_mark", 2], ["contraction_felt", 3]]);
});

test("the events of the second twin are measured on the second rate, where there is one", () => {
  const twins = traceOf([1, 1, 1, 1], { fhr2: Float32Array.of(2, 2, 2, 2) });
  assert.equal(sceneOf(twins, { fetus: 2 }, []).primary, "fhr2");
  assert.equal(sceneOf(traceOf([1, 1, 1, 1]), { fetus: 2 }, []).primary, "fhr1");
});

test("the caliper measures from the earlier to the later point, whichever was placed first", () => {
  const two = caliper.place(caliper.place(caliper.EMPTY, { second: 90, bpm: 120 }), { second: 30, bpm: 142 });
  const measured = caliper.measure(two);
  assert.deepEqual([measured.seconds, measured.bpm, measured.isDone], [60, -22, true]);
  assert.deepEqual(caliper.inWords(measured), { seconds: "60", bpm: "−22" });
});

test("the second point follows the pointer until it is placed, a third begins anew", () => {
  const one = caliper.place(caliper.EMPTY, { second: 10, bpm: 140 });
  assert.equal(caliper.measure(one), null);
  assert.deepEqual(caliper.measure(caliper.hover(one, { second: 12.5, bpm: 140 })).isDone, false);
  const three = [{ second: 20, bpm: 150 }, { second: 30, bpm: 160 }].reduce(caliper.place, one);
  assert.deepEqual(three.points, [{ second: 30, bpm: 160 }]);
  assert.equal(caliper.EMPTY.points.length, 0, "states are values");
});

test("the readout says what was not measured instead of leaving it out", () => {
  const trace = traceOf([140, N], { toco: Float32Array.of(23, 24) });
  assert.deepEqual(valuesAt(trace, 1), { fhr1: null, toco: 24 });
  assert.deepEqual(valuesAt(trace, 99), { fhr1: null, toco: null });
  const strings = { fhr: "FHR", toco: "Toco", bpm: "bpm", not_measured: "not measured" };
  const clock = { seconds: () => "02:14:32" };
  assert.equal(sentence(trace, 1, { clock, strings }), "02:14:32 · FHR not measured · Toco 24");
  assert.equal(sentence(trace, 0, { clock, strings }), "02:14:32 · FHR 140 bpm · Toco 23");
});

test("keys with Ctrl, Alt or Command stay with the browser", () => {
  assert.deepEqual(actionOf({ key: "ArrowRight", shiftKey: true }), { kind: "cursor", steps: 10 });
  assert.deepEqual(actionOf({ key: "C" }), { kind: "caliper" });
  assert.equal(actionOf({ key: "c", ctrlKey: true }), null);
  assert.equal(actionOf({ key: "Tab" }), null);
});

test("a scene is made where there is no analysis and no toco", () => {
  const scene = sceneOf(traceOf([140, 141, 220, N]), null, []);
  assert.deepEqual([scene.events, scene.baseline, scene.gaps, scene.durationS], [[], [], [], 4]);
  assert.deepEqual(scene.range, { low: 30, high: 240 });
});

test("of twins only the gaps of the one whose events are shown count", () => {
  const trace = { count: 40, fsHz: 4, fhr1: new Float32Array(40).fill(NaN), fhr2: new Float32Array(40).fill(140) };
  assert.deepEqual(missingStretches(trace), []);
  assert.deepEqual(missingStretches(trace, ["fhr1"]), [{ startS: 0, endS: 10, cause: null }]);
  const twins = sceneOf(trace, { fetus: 1, fetus_labels: ["A", "B"], left_out: [{ start_s: 2, end_s: 4, cause: "frozen" }] }, []);
  assert.deepEqual(twins.gaps, [{ startS: 0, endS: 10, cause: null }]);
  assert.deepEqual(twins.leftOut, [{ startS: 2, endS: 4, cause: "frozen" }]);
  assert.deepEqual(sceneOf(trace, { fetus: 2, fetus_labels: ["A", "B"] }, []).gaps, []);
});
