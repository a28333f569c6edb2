// The painter on a canvas that only writes down what it is told: what is drawn, what is printed, how fast.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY } from "../../../apps/ui/static/ui/strip/caliper.js";
import * as geometry from "../../../apps/ui/static/ui/strip/geometry.js";
import { paintStrip } from "../../../apps/ui/static/ui/strip/painter.js";
import { penOf } from "../../../apps/ui/static/ui/strip/pens.js";
import { sceneOf } from "../../../apps/ui/static/ui/strip/scene.js";
import { clockOf } from "../../../apps/ui/static/ui/strip/ticks.js";

class Notebook {
  texts = [];
  measureText(text) { return { width: text.length * 6 }; }
  fillText(text) { this.texts.push(text); }
}
for (const name of ["save", "restore", "setTransform", "beginPath", "moveTo", "lineTo", "stroke", "fill", "closePath", "rect", "clip",
  "arc", "fillRect", "strokeRect", "strokeText", "translate", "rotate", "setLineDash", "roundRect"]) Notebook.prototype[name] = () => {};

const STRINGS = {
  pair_slow: "1 cm/min with 20 bpm/cm", pair_fast: "3 cm/min with 30 bpm/cm", pair_whole: "Whole recording, %(speed)s cm/min",
  fhr: "FHR", fhr1: "FHR 1", fhr2: "FHR 2", mhr: "Mother", bpm: "bpm", gap: "No signal", gap_network: "No signal: network",
};

function traceOf(count, channels = ["fhr1"], valueAt = () => 140) {
  const trace = { startS: 1_795_000_000, fsHz: 4, count, fhr1: null, fhr2: null, mhr: null, toco: null, marks: null };
  for (const name of channels) trace[name] = Float32Array.from({ length: count }, (_, i) => valueAt(i, name));
  return trace;
}

function sceneFor(trace, { analysis = null, gaps = [], pair = "slow", ratio = 1, scrollPx = 0 } = {}) {
  const scene = sceneOf(trace, analysis, gaps);
  const chosen = geometry.PAIRS[pair];
  const pxPerSecond = geometry.pxPerSecond(chosen, { durationS: scene.durationS, widthPx: 1200 });
  return {
    ...scene, pair: chosen, panels: geometry.layout(chosen, scene.range), palette: { font: "sans-serif" }, strings: STRINGS, clock: clockOf("UTC", "en"),
    cursor: null, caliper: EMPTY, chosen: null, view: { widthPx: 1200, ratio, pxPerSecond, scrollPx, durationS: scene.durationS },
  };
}

function painted(scene) {
  const notebook = new Notebook();
  paintStrip(notebook, scene);
  return notebook.texts;
}

test("speed and scale are printed on the strip as a pair", () => {
  const trace = traceOf(7200);
  assert.ok(painted(sceneFor(trace)).includes("1 cm/min with 20 bpm/cm"));
  assert.ok(painted(sceneFor(trace, { pair: "fast" })).includes("3 cm/min with 30 bpm/cm"));
});

test("events bear their letter, a gap the word of its cause", () => {
  const analysis = { accelerations: [{ start_s: 200, end_s: 230 }], decelerations: [{ start_s: 500, end_s: 560 }], contractions: [{ start_s: 480, end_s: 540 }] };
  const texts = painted(sceneFor(traceOf(7200), { analysis, gaps: [{ start_s: 700, end_s: 1000, cause: "network" }] }));
  for (const text of ["A1", "D1", "C1", "No signal: network", "FHR"]) assert.ok(texts.includes(text), text);
});

test("twins and mother are named on the strip", () => {
  const texts = painted(sceneFor(traceOf(7200, ["fhr1", "fhr2", "mhr"], (_, name) => ({ fhr1: 130, fhr2: 150, mhr: 80 })[name])));
  for (const text of ["FHR 1", "FHR 2", "Mother"]) assert.ok(texts.includes(text), text);
});

test("nothing is drawn where nothing was measured", () => {
  const scene = sceneFor(traceOf(7200, ["fhr1"], (i) => (i >= 2000 && i < 4000 ? NaN : 140)));
  const { bars } = penOf(scene, scene.pyramids.fhr1, scene.panels.rate);
  const from = geometry.xOf(scene.view, 500), to = geometry.xOf(scene.view, 1000);
  assert.deepEqual(bars.filter(([x]) => x > from + 1 && x < to - 1), []);
  assert.ok(bars.some(([x]) => x < from) && bars.some(([x]) => x > to));
});

test("a column reaches from its highest to its lowest value", () => {
  const scene = sceneFor(traceOf(7200, ["fhr1"], (i) => (i === 3000 ? 200 : i === 3001 ? 90 : 140)));
  const { rate } = scene.panels;
  const { bars } = penOf(scene, scene.pyramids.fhr1, rate);
  const x = geometry.xOf(scene.view, 750);
  const bar = bars.find(([at]) => Math.abs(at - x) <= 0.5);
  assert.ok(bar[1] <= geometry.yOf(rate, 200) + 1e-3, "the highest is there");
  assert.ok(bar[2] >= geometry.yOf(rate, 90) - 1e-3, "the lowest is there");
});

test("below one sample per pixel every sample is a point of a line", () => {
  const scene = sceneFor(traceOf(7200, ["fhr1"], (i) => (i === 10 ? NaN : 140)), { pair: "fast", ratio: 3 });
  const { lines } = penOf(scene, scene.pyramids.fhr1, scene.panels.rate);
  assert.equal(lines[0].length, 10);
  assert.equal(lines.length, 2);
});

test("a day of four channels at 4 Hz stays smooth at any paper", () => {
  const count = 24 * 3600 * 4;
  const trace = traceOf(count, ["fhr1", "fhr2", "mhr", "toco"], (i) => 120 + ((i * 7919) % 37));
  const started = performance.now();
  const scene = sceneFor(trace);
  const preparedMs = performance.now() - started;
  const frames = {};
  for (const pair of ["slow", "fast", "whole"]) {
    const view = sceneFor(traceOf(4), { pair }).view;
    const pxPerSecond = geometry.pxPerSecond(geometry.PAIRS[pair], { durationS: scene.durationS, widthPx: 1200 });
    const looks = { ...scene, pair: geometry.PAIRS[pair], panels: geometry.layout(geometry.PAIRS[pair], scene.range), view: { ...view, ratio: 2, pxPerSecond, durationS: scene.durationS } };
    painted(looks);
    const times = Array.from({ length: 20 }, (_, i) => {
      const at = performance.now();
      painted({ ...looks, view: { ...looks.view, scrollPx: i * 37 } });
      return performance.now() - at;
    }).sort((a, b) => a - b);
    frames[pair] = times[10];
  }
  console.log(`24 h × 4 channels: prepared in ${preparedMs.toFixed(0)} ms; median frame slow ${frames.slow.toFixed(1)}, fast ${frames.fast.toFixed(1)}, whole ${frames.whole.toFixed(1)} ms`);
  for (const [pair, ms] of Object.entries(frames)) assert.ok(ms < 16, `${pair}: ${ms} ms a frame without the drawing itself`);
});
