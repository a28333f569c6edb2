// The pens. Each is told by its line and its name, not by its colour alone: the first rate is a plain line, the second
// a hollow one, the mother's a thin one with rings. Highest and lowest value of each device pixel column, never a mean.
import { columnsBetween, isJoined } from "./columns.js";
import { yOf } from "./geometry.js";
import { words } from "./shapes.js";

const RING_EVERY_PX = 44;

export function paintPens(ctx, scene) {
  const { panels, palette, pyramids } = scene;
  if (pyramids.toco) stroke(ctx, pathOf(scene, pyramids.toco, panels.toco), palette.toco, 1.5);
  if (pyramids.mhr) paintMother(ctx, scene);
  if (pyramids.fhr2) paintSecond(ctx, scene);
  if (pyramids.fhr1) stroke(ctx, pathOf(scene, pyramids.fhr1, panels.rate), palette.fhr1, 1.4);
}

function paintSecond(ctx, { panels, palette, pyramids, ...scene }) {
  const path = pathOf({ panels, palette, ...scene }, pyramids.fhr2, panels.rate);
  stroke(ctx, path, palette.fhr2, 3.6);
  stroke(ctx, path, palette.paper, 1.3);
}

function paintMother(ctx, scene) {
  const { view, panels, palette, pyramids, trace } = scene;
  stroke(ctx, pathOf(scene, pyramids.mhr, panels.rate), palette.mhr, 1.1);
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

function stroke(ctx, path, colour, width) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  ctx.stroke(path);
}

// In CSS pixels, one column per device pixel; sample by sample where there is less than one sample per column.
export function pathOf({ view, trace }, pyramid, panel, makePath = () => new Path2D()) {
  const perColumn = trace.fsHz / (view.pxPerSecond * view.ratio);
  const path = makePath();
  if (perColumn < 1) drawSamples(path, pyramid.values, panel, view, trace.fsHz);
  else drawColumns(path, pyramid, panel, view, perColumn);
  return path;
}

function drawColumns(path, pyramid, panel, view, perColumn) {
  const firstColumn = Math.round(view.scrollPx * view.ratio);
  const count = Math.ceil(view.widthPx * view.ratio) + 1;
  const { low, high, first, last, joins } = columnsBetween(pyramid, firstColumn, count, perColumn);
  for (let i = 0; i < count; i += 1) {
    if (Number.isNaN(low[i])) continue;
    const x = (i + 0.5) / view.ratio;
    const start = Number.isNaN(first[i]) ? low[i] : first[i];
    if (joins[i]) path.lineTo(x, yOf(panel, start));
    else path.moveTo(x, yOf(panel, start));
    if (high[i] > low[i]) {
      path.lineTo(x, yOf(panel, high[i]));
      path.lineTo(x, yOf(panel, low[i]));
    } else path.lineTo(x + 0.5 / view.ratio, yOf(panel, low[i])); // a lonely sample is a dot, not nothing
    if (!Number.isNaN(last[i])) path.lineTo(x, yOf(panel, last[i]));
  }
}

function drawSamples(path, values, panel, view, fsHz) {
  const from = Math.max(0, Math.floor((view.scrollPx / view.pxPerSecond) * fsHz) - 1);
  const to = Math.min(values.length, Math.ceil(((view.scrollPx + view.widthPx) / view.pxPerSecond) * fsHz) + 2);
  for (let i = from; i < to; i += 1) {
    if (Number.isNaN(values[i])) continue;
    const x = (i / fsHz) * view.pxPerSecond - view.scrollPx, y = yOf(panel, values[i]);
    if (i > from && isJoined(values[i - 1], values[i])) path.lineTo(x, y);
    else { path.moveTo(x, y); path.lineTo(x + 0.5 / view.ratio, y); }
  }
}

// Names at the left edge, each beside its own line; where two would meet, the lower one moves down.
export function paintNames(ctx, scene) {
  const { panels, palette } = scene;
  let lowest = -Infinity;
  const names = namesOf(scene).sort((a, b) => a.y - b.y);
  for (const { text, y, colour } of names) {
    const at = Math.min(panels.rate.bottom - 8, Math.max(y, lowest + 16));
    lowest = at;
    words(ctx, text, 8, at, { colour, paper: palette.paper, weight: 700, font: palette.font });
  }
}

function namesOf({ panels, palette, trace, strings, view }) {
  const isAlone = !trace.fhr2;
  return ["fhr1", "fhr2", "mhr"].filter((name) => trace[name]).map((name) => ({
    text: name === "fhr1" && isAlone ? strings.fhr : strings[name],
    colour: palette[name],
    y: yOf(panels.rate, firstSeen(trace[name], view, trace.fsHz)) - 14,
  })).filter(({ y }) => !Number.isNaN(y));
}

function firstSeen(values, view, fsHz) {
  const from = Math.max(0, Math.floor((view.scrollPx / view.pxPerSecond) * fsHz));
  const to = Math.min(values.length, from + Math.ceil((80 / view.pxPerSecond) * fsHz));
  let highest = NaN;
  for (let i = from; i < to; i += 1) if (!(values[i] <= highest) && !Number.isNaN(values[i])) highest = values[i];
  return highest;
}
