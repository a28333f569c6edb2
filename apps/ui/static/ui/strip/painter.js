// One frame of the strip, from the ground up. `scene` is everything that can be seen; the painter keeps nothing.
import { paintMargin, paintPaper } from "./paper.js";
import { paintBaseline, paintBrackets, paintCaliper, paintCursor, paintDisputed, paintEventGrounds, paintGaps, paintLeftOut, paintMarks, paintPlace } from "./marks.js";
import { paintNames, paintPens } from "./pens.js";
import { OVERVIEW_HEIGHT_PX, paintOverview } from "./overview.js";

export const MARGIN_PX = 60; // wide enough for a day in Korean and the word for uterine activity in Chinese

export function paintStrip(ctx, scene) {
  scaled(ctx, scene.view.ratio, () => {
    paintPaper(ctx, scene);
    paintPlace(ctx, scene);
    paintEventGrounds(ctx, scene);
    paintLeftOut(ctx, scene);
    paintGaps(ctx, scene);
    paintDisputed(ctx, scene);
    paintBaseline(ctx, scene);
    paintPens(ctx, scene);
    paintMarks(ctx, scene);
    paintBrackets(ctx, scene);
    paintNames(ctx, scene);
    paintCursor(ctx, scene);
    paintCaliper(ctx, scene);
  });
}

export function paintFixedMargin(ctx, scene) {
  scaled(ctx, scene.view.ratio, () => paintMargin(ctx, scene, MARGIN_PX));
}

export function paintWhole(ctx, scene, widthPx) {
  scaled(ctx, scene.view.ratio, () => paintOverview(ctx, scene, widthPx));
}

export function fit(canvas, widthPx, heightPx, ratio) {
  const width = Math.round(widthPx * ratio), height = Math.round(heightPx * ratio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.style.width = `${widthPx}px`;
  canvas.style.height = `${heightPx}px`;
  return canvas.getContext("2d");
}

export { OVERVIEW_HEIGHT_PX };

function scaled(ctx, ratio, paint) {
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint();
  ctx.restore();
}
