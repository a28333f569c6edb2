// The whole recording in one small picture, with the window that the strip shows. It is the scrollbar of the strip.
import { columnsBetween } from "./columns.js";
import { NORMAL_BPM, yOf } from "./geometry.js";
import { hatch, mark } from "./shapes.js";

export const OVERVIEW_HEIGHT_PX = 58;

export function paintOverview(ctx, scene, widthPx) {
  const picture = pictureOf(ctx, scene, widthPx);
  ctx.drawImage(picture, 0, 0, widthPx, OVERVIEW_HEIGHT_PX);
  paintWindow(ctx, scene, widthPx / Math.max(1, scene.view.durationS), widthPx);
}

// Everything but the window stays the same while the strip scrolls: painted once, kept with the data.
const pictures = new WeakMap();

function pictureOf(ctx, scene, widthPx) {
  const key = `${widthPx} ${scene.view.ratio} ${scene.palette.paper} ${scene.palette.fhr1}`;
  const kept = pictures.get(scene.trace);
  if (kept?.key === key) return kept.picture;
  const picture = ctx.canvas.ownerDocument.createElement("canvas");
  picture.width = Math.round(widthPx * scene.view.ratio);
  picture.height = Math.round(OVERVIEW_HEIGHT_PX * scene.view.ratio);
  const pen = picture.getContext("2d");
  pen.scale(scene.view.ratio, scene.view.ratio);
  paintPicture(pen, scene, widthPx);
  pictures.set(scene.trace, { key, picture });
  return picture;
}

function paintPicture(ctx, scene, widthPx) {
  const { palette, trace, view } = scene;
  const panel = { top: 10, bottom: OVERVIEW_HEIGHT_PX - 10, height: OVERVIEW_HEIGHT_PX - 20, low: scene.range.low, high: scene.range.high };
  const scale = widthPx / Math.max(1, view.durationS);
  ctx.fillStyle = palette.paper;
  ctx.fillRect(0, 0, widthPx, OVERVIEW_HEIGHT_PX);
  ctx.fillStyle = palette.band;
  ctx.fillRect(0, yOf(panel, NORMAL_BPM.high), widthPx, yOf(panel, NORMAL_BPM.low) - yOf(panel, NORMAL_BPM.high));
  for (const gap of scene.gaps) {
    hatch(ctx, { left: gap.startS * scale, right: gap.endS * scale, top: panel.top, bottom: panel.bottom }, { step: 5, colour: palette.gap });
  }
  for (const name of ["mhr", "fhr2", "fhr1"]) {
    if (scene.pyramids[name]) paintTrace(ctx, scene.pyramids[name], panel, widthPx, trace.count, palette[name]);
  }
  for (const event of scene.events) {
    const x = ((event.startS + event.endS) / 2) * scale;
    if (event.letter === "A") mark(ctx, "up", x, 5, 3, palette.acceleration);
    if (event.letter === "D") mark(ctx, "down", x, OVERVIEW_HEIGHT_PX - 5, 3.2, palette.deceleration);
  }
}

function paintTrace(ctx, pyramid, panel, widthPx, count, colour) {
  const { low, high } = columnsBetween(pyramid, 0, Math.floor(widthPx), Math.max(1, count / widthPx));
  const stretch = Math.max(1, widthPx / count); // fewer samples than pixels: still over the whole width
  ctx.fillStyle = colour;
  for (let i = 0; i < low.length; i += 1) {
    if (Number.isNaN(low[i])) continue;
    const top = yOf(panel, high[i]);
    ctx.fillRect(i * stretch, top, Math.max(1, stretch), Math.max(1, yOf(panel, low[i]) - top));
  }
}

function paintWindow(ctx, { view, palette }, scale, widthPx) {
  const { left, width } = windowOf(view, scale, widthPx);
  ctx.save();
  ctx.fillStyle = palette.margin;
  ctx.globalAlpha = 0.72;
  ctx.fillRect(0, 0, left, OVERVIEW_HEIGHT_PX);
  ctx.fillRect(left + width, 0, widthPx - left - width, OVERVIEW_HEIGHT_PX);
  ctx.restore();
  ctx.strokeStyle = palette.cursor;
  ctx.lineWidth = 2;
  ctx.strokeRect(left + 1, 1, width - 2, OVERVIEW_HEIGHT_PX - 2);
}

// The window keeps a width that a finger can hold.
export function windowOf(view, scale, widthPx) {
  const width = Math.min(widthPx, Math.max(14, (view.widthPx / view.pxPerSecond) * scale));
  const left = Math.min(widthPx - width, Math.max(0, (view.scrollPx / view.pxPerSecond) * scale));
  return { left, width };
}
