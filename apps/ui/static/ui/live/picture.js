// One bed as a picture: the last ten minutes on the scales that all beds share. Keeps nothing.
import { minutes, RATE, runsOf, SPAN_S, TOCO, xOf, yOf } from "./axis.js";
import { FS_HZ } from "./growing.js";
import { isJoined } from "../strip/columns.js";
import { readPalette } from "../strip/palette.js";

const FOOT_PX = 13;
const NORMAL = { low: 110, high: 160 };
const NAMES = ["paper", "minor", "major", "band", "label", "fhr1", "fhr2", "mhr", "toco", "away"];

export const paletteOf = (element) => readPalette(element, NAMES);

// scene: {trace or null, nowS, isAway, width, height, ratio, palette, clock(second) → words}
export function paintBed(ctx, scene) {
  ctx.save();
  ctx.setTransform(scene.ratio, 0, 0, scene.ratio, 0, 0);
  const inner = scene.height - FOOT_PX;
  const rate = { top: 2, height: Math.round(inner * 0.74) - 2 };
  const toco = { top: Math.round(inner * 0.78), height: inner - Math.round(inner * 0.78) - 1 };
  paintGround(ctx, scene, rate, toco);
  if (scene.trace?.end) {
    const first = Math.floor((scene.nowS - SPAN_S - scene.trace.startS) * FS_HZ);
    const pen = (name, panel, range, colour, width) => paintPen(ctx, scene, scene.trace.slice(name, first, SPAN_S * FS_HZ + FS_HZ), first, panel, range, colour, width);
    pen("toco", toco, TOCO, scene.palette.toco, 1.2);
    pen("mhr", rate, RATE, scene.palette.mhr, 1);
    pen("fhr2", rate, RATE, scene.palette.fhr2, 1.5);
    pen("fhr1", rate, RATE, scene.palette.fhr1, 1.5);
  }
  if (scene.isAway) paintAway(ctx, scene, inner);
  ctx.restore();
}

function paintGround(ctx, { palette, width, height, nowS, clock }, rate, toco) {
  ctx.fillStyle = palette.paper;
  ctx.fillRect(0, 0, width, height);
  ctx.fillStyle = palette.band;
  const top = yOf(NORMAL.high, rate, RATE);
  ctx.fillRect(0, top, width, yOf(NORMAL.low, rate, RATE) - top);
  ctx.font = `10px ${palette.font}`;
  ctx.textBaseline = "middle";
  for (const bpm of [60, 80, 100, 120, 140, 160, 180, 200]) rule(ctx, 0, yOf(bpm, rate, RATE), width, true, palette.minor);
  for (const { second, isLabelled } of minutes({ nowS })) {
    const x = Math.round(xOf(second, { nowS, width })) + 0.5;
    rule(ctx, x, 0, height - FOOT_PX, false, isLabelled ? palette.major : palette.minor);
    if (!isLabelled) continue;
    ctx.fillStyle = palette.label;
    ctx.textAlign = x < 18 ? "left" : x > width - 18 ? "right" : "center";
    ctx.fillText(clock(second), Math.min(width - 1, Math.max(1, x)), height - FOOT_PX / 2);
  }
  rule(ctx, 0, toco.top - 3, width, true, palette.major);
  ctx.textAlign = "left";
  ctx.fillStyle = palette.label;
  for (const bpm of [NORMAL.high, NORMAL.low]) ctx.fillText(bpm, 2, yOf(bpm, rate, RATE));
}

function rule(ctx, x, y, length, isFlat, colour) {
  ctx.fillStyle = colour;
  if (isFlat) ctx.fillRect(x, Math.round(y), length, 1);
  else ctx.fillRect(x - 0.5, y, 1, length);
}

function paintPen(ctx, scene, values, first, panel, range, colour, width) {
  const runs = runsOf(values, scene.trace.startS + first / FS_HZ, FS_HZ, { nowS: scene.nowS, width: scene.width });
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.lineJoin = ctx.lineCap = "round";
  for (const run of runs) {
    ctx.beginPath();
    run.forEach(({ x, low, high }, i) => {
      const before = run[i - 1];
      const joins = before && isJoined((before.low + before.high) / 2, (low + high) / 2);
      if (joins) ctx.lineTo(x, yOf(high, panel, range));
      else ctx.moveTo(x, yOf(high, panel, range));
      ctx.lineTo(x + (low === high && !joins ? 0.4 : 0), yOf(low, panel, range));
    });
    ctx.stroke();
  }
}

// From the last sample to now: a hatch in a colour of its own. A phone without a network is no alarm, and no trace either.
function paintAway(ctx, { palette, width, nowS, trace }, height) {
  const from = trace?.end ? Math.max(0, xOf(trace.endS, { nowS, width })) : 0;
  if (from >= width) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(from, 0, width - from, height);
  ctx.clip();
  ctx.strokeStyle = palette.away;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  for (let x = from - height; x < width; x += 8) { ctx.moveTo(x, height); ctx.lineTo(x + height, 0); }
  ctx.stroke();
  ctx.restore();
}
