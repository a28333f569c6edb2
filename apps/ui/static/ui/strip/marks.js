// What was found in the trace, drawn over the paper: gaps, events, baseline, movements; then cursor and caliper.
import { inWords, measure } from "./caliper.js";
import { secondOfX, xOf, yInside, yOf } from "./geometry.js";
import { crisp, hatch, line, mark, words } from "./shapes.js";

const STYLE = {
  A: { lane: "acceleration", colour: "acceleration", shape: "up" },
  D: { lane: "deceleration", colour: "deceleration", shape: "down" },
  C: { lane: "contraction", colour: "contraction", shape: "square" },
};

// Where a clinician disagrees with the analysis: a dashed frame and «≠», over the ground and under the pens.
export function paintDisputed(ctx, scene) {
  const { view, panels, palette } = scene;
  ctx.save();
  for (const stretch of seen(scene, scene.disputed ?? [])) {
    const left = crisp(xOf(view, stretch.startS), view.ratio), right = crisp(xOf(view, stretch.endS), view.ratio);
    ctx.strokeStyle = palette.caliper;
    ctx.lineWidth = 1.5;
    ctx.setLineDash([3, 3]);
    ctx.strokeRect(left, panels.rate.top + 2, Math.max(3, right - left), panels.rate.height - 4);
    ctx.setLineDash([]);
    words(ctx, "≠", (left + right) / 2, panels.rate.top + 12, { colour: palette.caliper, paper: palette.paper, weight: 700, size: 15, align: "center", font: palette.font });
  }
  ctx.restore();
}

// The stretch that a link led to: a ground from top to bottom between two lines, under everything that was measured.
export function paintPlace(ctx, { view, panels, palette, place }) {
  if (!place) return;
  const left = Math.max(-4, xOf(view, place.startS)), right = Math.min(view.widthPx + 4, Math.max(xOf(view, place.endS), xOf(view, place.startS) + 2));
  if (right < 0 || left > view.widthPx) return;
  ctx.save();
  ctx.fillStyle = ctx.strokeStyle = palette.place;
  ctx.globalAlpha = 0.16;
  ctx.fillRect(left, panels.acceleration.top, right - left, panels.contraction.bottom - panels.acceleration.top);
  ctx.globalAlpha = 1;
  ctx.lineWidth = 2;
  for (const x of [left, right]) line(ctx, crisp(x, view.ratio), panels.acceleration.top, crisp(x, view.ratio), panels.contraction.bottom);
  ctx.restore();
}

export function paintGaps(ctx, scene) {
  const { view, panels, palette, strings } = scene;
  for (const gap of seen(scene, scene.gaps)) {
    const left = xOf(view, gap.startS), right = xOf(view, gap.endS);
    const area = { left: Math.max(0, left), right: Math.min(view.widthPx, right), top: panels.rate.top, bottom: panels.rate.bottom };
    hatch(ctx, area, { colour: palette.gap, anchor: view.scrollPx });
    paintGapWord(ctx, scene, gap, area, strings, palette);
  }
}

// What was measured and not believed stays on the paper, under a grey ground that says why the analysis left it out.
export function paintLeftOut(ctx, scene) {
  const { view, panels, palette, strings } = scene;
  for (const stretch of seen(scene, scene.leftOut)) {
    const left = Math.max(0, xOf(view, stretch.startS)), right = Math.min(view.widthPx, xOf(view, stretch.endS));
    ctx.save();
    ctx.fillStyle = palette.gap;
    ctx.globalAlpha = 0.14;
    ctx.fillRect(left, panels.rate.top, Math.max(1, right - left), panels.rate.height);
    ctx.restore();
    const text = strings[`left_out_${stretch.cause}`] ?? strings.left_out;
    ctx.font = `650 11px ${palette.font}`;
    if (right - left < ctx.measureText(text).width + 12) continue;
    words(ctx, text, (left + right) / 2, panels.rate.top + 14, { colour: palette.gap, paper: palette.paper, weight: 650, align: "center", font: palette.font });
  }
}

// Upright where the gap is wide enough for the word, along the gap where it is narrow, nothing where it is a sliver.
function paintGapWord(ctx, { panels }, gap, { left, right }, strings, palette) {
  const text = strings[gap.cause ? `gap_${gap.cause}` : "gap"] ?? strings.gap;
  const style = { colour: palette.gap, paper: palette.paper, weight: 650, align: "center", font: palette.font };
  const x = (left + right) / 2, y = panels.rate.bottom - 18;
  ctx.font = `650 11px ${palette.font}`;
  const needed = ctx.measureText(text).width + 12;
  if (right - left >= needed) words(ctx, text, x, y, style);
  else if (right - left >= 16) {
    ctx.save();
    ctx.translate(x, panels.rate.bottom - 14 - needed / 2);
    ctx.rotate(-Math.PI / 2);
    words(ctx, text, 0, 0, style);
    ctx.restore();
  }
}

export function paintEventGrounds(ctx, scene) {
  for (const event of seen(scene, scene.events)) {
    const { lane, colour } = STYLE[event.letter];
    const panel = lane === "contraction" ? scene.panels.toco : scene.panels.rate;
    const isChosen = event.label === scene.chosen;
    const left = xOf(scene.view, event.startS), right = xOf(scene.view, event.endS);
    ctx.save();
    ctx.fillStyle = ctx.strokeStyle = scene.palette[colour];
    ctx.globalAlpha = isChosen ? 0.2 : 0.07;
    ctx.fillRect(left, panel.top, Math.max(1, right - left), panel.height);
    if (isChosen) paintEdges(ctx, scene.view, panel, [left, right]);
    ctx.restore();
  }
}

function paintEdges(ctx, view, panel, xs) {
  ctx.globalAlpha = 1;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([5, 3]);
  for (const x of xs) line(ctx, crisp(x, view.ratio), panel.top, crisp(x, view.ratio), panel.bottom);
  ctx.setLineDash([]);
}

// Bracket from start to end with shape and letter in its middle. Where labels would touch, the later one stays silent.
export function paintBrackets(ctx, scene) {
  const free = { acceleration: -Infinity, deceleration: -Infinity, contraction: -Infinity };
  for (const event of seen(scene, scene.events)) {
    const style = STYLE[event.letter];
    const panel = scene.panels[style.lane];
    const colour = scene.palette[style.colour];
    const left = xOf(scene.view, event.startS), right = xOf(scene.view, event.endS);
    const isChosen = event.label === scene.chosen;
    paintBracket(ctx, scene.view, panel, left, right, { colour, opensUp: style.lane !== "acceleration", isChosen });
    if ((left + right) / 2 - 20 < free[style.lane] && !isChosen) continue;
    free[style.lane] = paintLabel(ctx, scene, event, panel, (left + right) / 2, { ...style, colour });
  }
}

function paintBracket(ctx, view, panel, left, right, { colour, opensUp, isChosen }) {
  const y = crisp(opensUp ? panel.top + 7 : panel.bottom - 7, view.ratio);
  const foot = opensUp ? panel.top + 1 : panel.bottom - 1;
  ctx.strokeStyle = colour;
  ctx.lineWidth = isChosen ? 2.5 : 1.5;
  ctx.lineCap = "butt";
  ctx.lineJoin = "miter";
  ctx.beginPath();
  ctx.moveTo(left, foot);
  ctx.lineTo(left, y);
  ctx.lineTo(Math.max(left + 1, right), y);
  ctx.lineTo(Math.max(left + 1, right), foot);
  ctx.stroke();
}

function paintLabel(ctx, { palette }, event, panel, x, { colour, shape, lane }) {
  const y = lane === "acceleration" ? panel.top + 8 : panel.bottom - 8;
  ctx.font = `700 11px ${palette.font}`;
  const width = ctx.measureText(event.label).width + 13;
  mark(ctx, shape, x - width / 2 + 4.5, y, 4, colour);
  words(ctx, event.label, x - width / 2 + 13, y, { colour, weight: 700, font: palette.font });
  return x + width / 2 + 6;
}

export function paintBaseline(ctx, { view, panels, palette, baseline }) {
  ctx.strokeStyle = palette.baseline;
  ctx.lineWidth = 2;
  ctx.lineCap = "butt";
  ctx.setLineDash([9, 5]);
  ctx.lineDashOffset = view.scrollPx % 14;
  const from = secondOfX(view, -40), to = secondOfX(view, view.widthPx + 40);
  for (const run of baseline) {
    ctx.beginPath();
    for (const [second, bpm] of run) if (second >= from && second <= to) ctx.lineTo(xOf(view, second), yOf(panels.rate, bpm));
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

// Marks stand at the upper edge of the toco panel, each kind with its own shape.
export function paintMarks(ctx, scene) {
  const { view, panels } = scene;
  for (const { kind, second } of scene.marks) {
    const x = xOf(view, second);
    if (x >= -8 && x <= view.widthPx + 8) paintMark(ctx, kind, x, panels.toco.top + 7, scene.palette);
  }
}

export function paintMark(ctx, kind, x, y, palette) {
  if (kind === "contraction_felt") mark(ctx, "square", x, y, 4, palette.contraction);
  else if (kind === "clinician_mark") mark(ctx, "diamond", x, y, 5, palette.cursor);
  else if (kind === "toco_zeroed") words(ctx, "0", x, y, { colour: palette.label, weight: 700, align: "center", font: palette.font });
  else arrow(ctx, x, y, palette, kind === "movement_found");
}

// Felt by the mother: a filled arrow. Found by the device: a hollow one.
function arrow(ctx, x, y, palette, isHollow) {
  mark(ctx, "up", x, y, 4.5, palette.movement);
  ctx.fillRect(x - 1, y + 3, 2, 6);
  if (isHollow) mark(ctx, "up", x, y + 0.8, 2.2, palette.paper);
}

export function paintCursor(ctx, { view, panels, palette, cursor, trace }) {
  if (cursor === null) return;
  const x = crisp(xOf(view, cursor.second), view.ratio);
  ctx.strokeStyle = palette.cursor;
  ctx.lineWidth = 1;
  line(ctx, x, panels.acceleration.bottom, x, panels.toco.bottom);
  const i = Math.round(cursor.second * trace.fsHz);
  for (const [name, panel] of [["fhr1", panels.rate], ["fhr2", panels.rate], ["mhr", panels.rate], ["toco", panels.toco]]) {
    const value = trace[name]?.[i];
    if (value === undefined || Number.isNaN(value)) continue;
    ctx.beginPath();
    ctx.arc(x, yInside(panel, value), 3.5, 0, 2 * Math.PI);
    ctx.fillStyle = palette.paper;
    ctx.fill();
    ctx.lineWidth = 1.8;
    ctx.stroke();
  }
}

export function paintCaliper(ctx, { view, panels, palette, caliper, strings }) {
  const dot = (point) => {
    ctx.beginPath();
    ctx.arc(xOf(view, point.second), yOf(panels.rate, point.bpm), 4.5, 0, 2 * Math.PI);
    ctx.fillStyle = palette.caliper;
    ctx.fill();
  };
  caliper.points.forEach(dot);
  const measured = measure(caliper);
  if (!measured) return;
  const x1 = xOf(view, measured.from.second), x2 = xOf(view, measured.to.second);
  const y1 = yOf(panels.rate, measured.from.bpm), y2 = yOf(panels.rate, measured.to.bpm);
  ctx.strokeStyle = palette.caliper;
  ctx.lineWidth = 1.5;
  ctx.setLineDash(measured.isDone ? [] : [4, 3]);
  for (const x of [x1, x2]) line(ctx, x, panels.rate.top, x, panels.rate.bottom);
  line(ctx, x1, y1, x2, y1);
  line(ctx, x2, y1, x2, y2);
  ctx.setLineDash([]);
  dot(measured.to);
  const { seconds, bpm } = inWords(measured);
  const y = Math.max(panels.rate.top + 12, Math.min(y1, y2) - 14);
  paintPlate(ctx, `${seconds} s · ${bpm} ${strings.bpm}`, (x1 + x2) / 2, y, palette);
}

// The result stands on a plate: it is there only while somebody measures.
function paintPlate(ctx, text, x, y, palette) {
  ctx.font = `700 12px ${palette.font}`;
  const width = ctx.measureText(text).width + 14;
  ctx.fillStyle = palette.paper;
  ctx.beginPath();
  ctx.roundRect(x - width / 2, y - 11, width, 22, 4);
  ctx.fill();
  ctx.stroke();
  words(ctx, text, x, y, { colour: palette.caliper, weight: 700, align: "center", size: 12, font: palette.font });
}

function seen({ view }, things) {
  const from = secondOfX(view, -30), to = secondOfX(view, view.widthPx + 30);
  return things.filter((thing) => thing.endS >= from && thing.startS <= to);
}
