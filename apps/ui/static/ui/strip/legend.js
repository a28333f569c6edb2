// What each pen and mark means: a small drawing and its word. Only what this recording has.
import { paintMark } from "./marks.js";
import { mark } from "./shapes.js";

const MARKS = ["movement", "movement_found", "contraction_felt", "clinician_mark", "toco_zeroed"];
const WIDTH_PX = 26, HEIGHT_PX = 14;
const PENS = {
  fhr1: (ctx, { palette }) => wave(ctx, palette.fhr1, 1.6),
  fhr2: (ctx, { palette }) => { wave(ctx, palette.fhr2, 4.4); wave(ctx, palette.paper, 1.6); },
  mhr: (ctx, { palette }) => { wave(ctx, palette.mhr, 1.1); ring(ctx, palette); },
  toco: (ctx, { palette }) => wave(ctx, palette.toco, 1.6),
  baseline: (ctx, { palette }) => { ctx.setLineDash([7, 4]); straight(ctx, palette.baseline, 2); ctx.setLineDash([]); },
  acceleration: (ctx, { palette }) => mark(ctx, "up", 13, 7, 5, palette.acceleration),
  deceleration: (ctx, { palette }) => mark(ctx, "down", 13, 7, 5, palette.deceleration),
  contraction: (ctx, { palette }) => mark(ctx, "square", 13, 7, 5, palette.contraction),
  disputed: (ctx, { palette }) => { ctx.strokeStyle = palette.caliper; ctx.lineWidth = 1.5; ctx.setLineDash([3, 3]); ctx.strokeRect(3, 2, 20, 10); ctx.setLineDash([]); },
  ...Object.fromEntries(MARKS.map((kind) => [kind, (ctx, { palette }) => paintMark(ctx, kind, 13, kind.startsWith("movement") ? 5 : 7, palette)])),
};

export function fillLegend(list, scene) {
  const ratio = window.devicePixelRatio || 1;
  list.replaceChildren(...namesIn(scene).map((name) => item(list.ownerDocument, scene, name, ratio)));
}

function namesIn({ trace, baseline, events, marks, disputed }) {
  const has = (letter) => events.some((event) => event.letter === letter);
  const shown = {
    fhr1: trace.fhr1, fhr2: trace.fhr2, mhr: trace.mhr, toco: trace.toco, baseline: baseline.length,
    acceleration: has("A"), deceleration: has("D"), contraction: has("C"), disputed: disputed?.length,
    ...Object.fromEntries(MARKS.map((kind) => [kind, marks.some((given) => given.kind === kind)])),
  };
  return Object.keys(PENS).filter((name) => shown[name]);
}

function item(document, scene, name, ratio) {
  const entry = document.createElement("li");
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH_PX * ratio;
  canvas.height = HEIGHT_PX * ratio;
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio, ratio);
  PENS[name](ctx, scene);
  const isAlone = name === "fhr1" && !scene.trace.fhr2;
  entry.append(canvas, isAlone ? scene.strings.fhr : scene.strings[name]);
  return entry;
}

function wave(ctx, colour, width) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.lineCap = ctx.lineJoin = "round";
  ctx.beginPath();
  [[2, 8], [6, 5], [9, 9], [13, 4], [17, 8], [20, 6], [24, 7]].forEach(([x, y]) => ctx.lineTo(x, y));
  ctx.stroke();
}

function straight(ctx, colour, width) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.beginPath();
  ctx.moveTo(1, 7);
  ctx.lineTo(25, 7);
  ctx.stroke();
}

function ring(ctx, palette) {
  ctx.beginPath();
  ctx.arc(13, 5, 3, 0, 2 * Math.PI);
  ctx.fillStyle = palette.paper;
  ctx.fill();
  ctx.lineWidth = 1.3;
  ctx.stroke();
}
