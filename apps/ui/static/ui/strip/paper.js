// The empty paper: grid, band of the normal rate, axis. And the margin at its left, which does not scroll.
import { cmPerMinute, NORMAL_BPM, secondOfX, xOf, yOf } from "./geometry.js";
import { alignedSeconds, gridSteps, timeLabels, valueLines } from "./ticks.js";
import { crisp, line, words } from "./shapes.js";

export function paintPaper(ctx, scene) {
  const { view, panels, palette } = scene;
  ctx.fillStyle = palette.paper;
  ctx.fillRect(0, 0, view.widthPx, panels.height);
  paintBand(ctx, scene);
  paintGrid(ctx, scene);
  paintBandEdges(ctx, scene);
  paintEnd(ctx, scene);
  paintTimeLane(ctx, scene);
  paintPairWords(ctx, scene);
}

function paintBand(ctx, { view, panels, palette }) {
  const top = yOf(panels.rate, NORMAL_BPM.high), bottom = yOf(panels.rate, NORMAL_BPM.low);
  ctx.fillStyle = palette.band;
  ctx.fillRect(0, top, view.widthPx, bottom - top);
}

function paintBandEdges(ctx, { view, panels, palette }) {
  ctx.strokeStyle = palette["band-edge"];
  ctx.lineWidth = 1;
  for (const bpm of [NORMAL_BPM.low, NORMAL_BPM.high]) {
    const y = crisp(yOf(panels.rate, bpm), view.ratio);
    line(ctx, 0, y, view.widthPx, y);
  }
}

function paintGrid(ctx, scene) {
  const { view, panels, palette, pair } = scene;
  const { majorS, minorS } = gridSteps(pair, view.pxPerSecond);
  const toco = { minor: 12.5, major: 25 };
  ctx.lineWidth = 1;
  ctx.strokeStyle = palette.minor;
  rows(ctx, view, panels.rate, pair.minorBpm);
  rows(ctx, view, panels.toco, toco.minor);
  columns(ctx, scene, minorS);
  ctx.strokeStyle = palette.major;
  rows(ctx, view, panels.rate, pair.majorBpm);
  rows(ctx, view, panels.toco, toco.major);
  columns(ctx, scene, majorS);
}

function rows(ctx, view, panel, step) {
  ctx.beginPath();
  for (const value of [...valueLines(panel.low, panel.high, step), panel.low, panel.high]) {
    const y = crisp(yOf(panel, value), view.ratio);
    ctx.moveTo(0, y);
    ctx.lineTo(view.widthPx, y);
  }
  ctx.stroke();
}

function columns(ctx, { view, panels, trace, clock }, step) {
  ctx.beginPath();
  const from = secondOfX(view, 0), to = secondOfX(view, view.widthPx);
  for (const second of alignedSeconds(trace.startS, clock.offsetS(trace.startS), from, to, step)) {
    const x = crisp(xOf(view, second), view.ratio);
    for (const panel of [panels.rate, panels.toco]) {
      ctx.moveTo(x, panel.top);
      ctx.lineTo(x, panel.bottom);
    }
  }
  ctx.stroke();
}

// Paper on which nothing was ever written looks different from a stretch without a signal.
function paintEnd(ctx, { view, panels, palette }) {
  const x = xOf(view, view.durationS);
  if (x >= view.widthPx) return;
  ctx.save();
  ctx.globalAlpha = 0.78;
  ctx.fillStyle = palette.margin;
  ctx.fillRect(x, 0, view.widthPx - x, panels.height);
  ctx.restore();
  ctx.strokeStyle = palette.label;
  ctx.lineWidth = 1;
  for (const panel of [panels.rate, panels.toco]) line(ctx, crisp(x, view.ratio), panel.top, crisp(x, view.ratio), panel.bottom);
}

function paintTimeLane(ctx, { view, panels, palette, trace, clock }) {
  const y = panels.time.top + panels.time.height / 2;
  const range = { fromS: secondOfX(view, 0), toS: secondOfX(view, view.widthPx) };
  ctx.strokeStyle = palette.label;
  ctx.lineWidth = 1;
  for (const label of timeLabels({ startS: trace.startS, pxPerSecond: view.pxPerSecond, clock, ...range })) {
    const x = crisp(xOf(view, label.second), view.ratio);
    line(ctx, x, panels.time.top, x, panels.time.top + 4);
    line(ctx, x, panels.time.bottom - 4, x, panels.time.bottom);
    const style = { colour: palette.label, align: "center", font: palette.font, weight: label.isMidnight ? 700 : 500 };
    words(ctx, label.text, kept(ctx, label, x, view, style), y, style);
  }
}

// A label stays whole at the edges: half a time or half a date is a wrong one.
function kept(ctx, label, x, view, { weight, font }) {
  ctx.font = `${weight} 11px ${font}`;
  const half = ctx.measureText(label.text).width / 2 + 3;
  return Math.min(view.widthPx - half, Math.max(half, x));
}

function paintPairWords(ctx, { view, panels, palette, pair, strings }) {
  const speed = cmPerMinute(view.pxPerSecond);
  const text = strings[`pair_${pair.name}`].replace("%(speed)s", speed < 1 ? speed.toFixed(2) : speed.toFixed(1));
  words(ctx, text, 8, panels.head.top + panels.head.height / 2, { colour: palette.label, weight: 650, font: palette.font });
}

// The fixed margin: numbers of both scales, and the day.
export function paintMargin(ctx, scene, widthPx) {
  const { view, panels, palette, pair, strings } = scene;
  const right = widthPx - 7;
  const style = { colour: palette.label, align: "right", font: palette.font };
  ctx.fillStyle = palette.margin;
  ctx.fillRect(0, 0, widthPx, panels.height);
  for (const bpm of valueLines(panels.rate.low, panels.rate.high, pair.majorBpm)) {
    if (bpm === NORMAL_BPM.low || bpm === NORMAL_BPM.high) continue;
    words(ctx, String(bpm), right, inside(panels.rate, yOf(panels.rate, bpm)), style);
  }
  for (const bpm of [NORMAL_BPM.low, NORMAL_BPM.high]) {
    words(ctx, String(bpm), right, yOf(panels.rate, bpm), { ...style, weight: 700, colour: palette["band-edge"] });
  }
  for (const units of valueLines(0, 100, 25)) words(ctx, String(units), right, inside(panels.toco, yOf(panels.toco, units)), style);
  const small = { ...style, size: 10, weight: 650 };
  words(ctx, strings.bpm, right, panels.acceleration.top + 12, small);
  const day = scene.clock.day(scene.trace.startS + Math.max(0, secondOfX(view, 0)));
  words(ctx, strings.toco, right, panels.contraction.top + 11, fitted(ctx, strings.toco, right - 3, small));
  words(ctx, day, right, panels.time.top + 12, fitted(ctx, day, right - 3, small));
  ctx.strokeStyle = palette.major;
  ctx.lineWidth = 1;
  line(ctx, crisp(widthPx - 1, view.ratio), 0, crisp(widthPx - 1, view.ratio), panels.height);
}

// Smaller letters rather than missing ones: «1월» in place of «11월» would be another month.
function fitted(ctx, text, roomPx, style) {
  ctx.font = `${style.weight} ${style.size}px ${style.font}`;
  const width = ctx.measureText(text).width;
  return width <= roomPx ? style : { ...style, size: Math.floor((style.size * roomPx * 10) / width) / 10 };
}

function inside(panel, y) {
  return Math.min(panel.bottom - 6, Math.max(panel.top + 6, y));
}
