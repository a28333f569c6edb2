// The pens. Each is told by its line and its name, not by its colour alone: the first rate is a plain line, the second
// a hollow one, the mother's a thin one with rings. Highest and lowest value of each device pixel column, never a mean.
import { columnsBetween, extremes, isJoined } from "./columns.js";
import { yInside, yOf } from "./geometry.js";
import { words } from "./shapes.js";

const RING_EVERY_PX = 44;
const DENSE_SAMPLES_PER_PX = 24;

export function paintPens(ctx, scene) {
  const { panels, palette, pyramids } = scene;
  if (pyramids.toco) draw(ctx, penOf(scene, pyramids.toco, panels.toco), palette.toco, 1.5);
  if (pyramids.mhr) paintMother(ctx, scene);
  if (pyramids.fhr2) paintSecond(ctx, scene);
  if (pyramids.fhr1) draw(ctx, penOf(scene, pyramids.fhr1, panels.rate), palette.fhr1, 1.4);
}

function paintSecond(ctx, scene) {
  const pen = penOf(scene, scene.pyramids.fhr2, scene.panels.rate);
  const isDense = scene.trace.fsHz / scene.view.pxPerSecond > DENSE_SAMPLES_PER_PX;
  draw(ctx, pen, scene.palette.fhr2, isDense ? 1.4 : 3.6);
  if (isDense) return; // columns touch: a hollow line would hide what lies below it
  draw(ctx, pen, scene.palette.paper, 1.3);
}

function paintMother(ctx, scene) {
  const { view, panels, palette, pyramids, trace } = scene;
  draw(ctx, penOf(scene, pyramids.mhr, panels.rate), palette.mhr, 1.1);
  const first = Math.floor(view.scrollPx / RING_EVERY_PX) * RING_EVERY_PX;
  ctx.lineWidth = 1.3;
  ctx.strokeStyle = palette.mhr;
  ctx.fillStyle = palette.paper;
  for (let at = first; at < view.scrollPx + view.widthPx; at += RING_EVERY_PX) {
    const bpm = trace.mhr[Math.round((at / view.pxPerSecond) * trace.fsHz)];
    if (!(bpm > 0)) continue;
    ctx.beginPath();
    ctx.arc(at - view.scrollPx, yOf(panels.rate, bpm), 3, 0, 2 * Math.PI);
    ctx.fill();
    ctx.stroke();
  }
}

// A pen is {bars} (x, top, bottom of each device pixel column) or, below one sample per column, {lines}.
// Bars are filled as rectangles: many times cheaper than stroking a path, and the same picture.
export function penOf({ view, trace }, pyramid, panel) {
  const perColumn = trace.fsHz / (view.pxPerSecond * view.ratio);
  if (perColumn < 1) return { lines: linesOf(pyramid.values, panel, view, trace.fsHz) };
  return { bars: barsOf(pyramid, panel, view, perColumn) };
}

function barsOf(pyramid, panel, view, perColumn) {
  const firstColumn = Math.round(view.scrollPx * view.ratio);
  const count = Math.ceil(view.widthPx * view.ratio) + 1;
  const { low, high, first, last, joins } = columnsBetween(pyramid, firstColumn, count, perColumn);
  const bars = [];
  for (let i = 0; i < count; i += 1) {
    if (Number.isNaN(low[i])) continue;
    const meets = joins[i] && i > 0 ? (last[i - 1] + first[i]) / 2 : NaN; // half-way to the column before …
    const leaves = joins[i + 1] ? (last[i] + first[i + 1]) / 2 : NaN; // … and to the one after: a line without steps
    const bottom = Math.min(low[i], orElse(meets, low[i]), orElse(leaves, low[i]));
    const top = Math.max(high[i], orElse(meets, high[i]), orElse(leaves, high[i]));
    bars.push([(i + 0.5) / view.ratio, yInside(panel, top), yInside(panel, bottom)]);
  }
  return bars;
}

function orElse(value, other) {
  return Number.isNaN(value) ? other : value;
}

// Runs of [x, y] without a missing sample or an artefact between them.
function linesOf(values, panel, view, fsHz) {
  const from = Math.max(0, Math.floor((view.scrollPx / view.pxPerSecond) * fsHz) - 1);
  const to = Math.min(values.length, Math.ceil(((view.scrollPx + view.widthPx) / view.pxPerSecond) * fsHz) + 2);
  const lines = [];
  for (let i = from; i < to; i += 1) {
    if (Number.isNaN(values[i])) continue;
    const point = [(i / fsHz) * view.pxPerSecond - view.scrollPx, yInside(panel, values[i])];
    if (i > from && isJoined(values[i - 1], values[i])) lines[lines.length - 1].push(point);
    else lines.push([point]);
  }
  return lines;
}

function draw(ctx, { bars, lines }, colour, width) {
  ctx.fillStyle = ctx.strokeStyle = colour;
  const half = width / 2;
  for (const [x, top, bottom] of bars ?? []) ctx.fillRect(x - half, top - half, width, bottom - top + width);
  ctx.lineWidth = width;
  ctx.lineJoin = ctx.lineCap = "round";
  for (const line of lines ?? []) {
    ctx.beginPath();
    for (const [x, y] of line) ctx.lineTo(x, y);
    if (line.length === 1) ctx.lineTo(line[0][0] + 0.3, line[0][1]); // a lonely sample is a dot, not nothing
    ctx.stroke();
  }
}

// Names at the left edge: the highest line has its name above it, the others below, so that none covers another.
export function paintNames(ctx, scene) {
  const { panels, palette } = scene;
  const seen = namesOf(scene).sort((a, b) => a.top - b.top);
  let lowest = panels.rate.top;
  seen.forEach(({ text, top, bottom, colour }, i) => {
    const wanted = i === 0 ? top - 11 : bottom + 12;
    const room = panels.rate.bottom - 8 - 16 * (seen.length - 1 - i); // leaves place for the names below
    const y = Math.min(room, Math.max(wanted, lowest + 9));
    lowest = y + 7;
    words(ctx, text, 8, y, { colour, paper: palette.paper, weight: 700, font: palette.font });
  });
}

function namesOf({ panels, palette, trace, strings, view, pyramids }) {
  const start = Math.max(0, Math.floor((view.scrollPx / view.pxPerSecond) * trace.fsHz));
  const end = Math.min(trace.count, start + Math.ceil((56 / view.pxPerSecond) * trace.fsHz));
  return ["fhr1", "fhr2", "mhr"].filter((name) => pyramids[name]).map((name) => {
    const { low, high } = extremes(pyramids[name], start, end);
    const text = name === "fhr1" && !trace.fhr2 ? strings.fhr : strings[name];
    return { text, colour: palette[name], top: yOf(panels.rate, high), bottom: yOf(panels.rate, low) };
  }).filter(({ top, bottom }) => top <= bottom && Number.isFinite(top));
}
