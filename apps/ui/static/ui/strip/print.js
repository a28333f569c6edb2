// On paper there is no scrolling: the recording is printed as rows of true length, in light colours.
// 1 cm is 1 cm: widths are given in centimetres, and the browser keeps them where it prints at 100 %.
import { layout, PAIRS, pxPerSecond, PX_PER_CM } from "./geometry.js";
import { fit, paintStrip } from "./painter.js";

const ROW_CM = 17;
const MOST_ROWS = 12;
const RATIO = 3; // about 290 dots per inch

// → the canvases, from the second `fromS` on; `caption(from, to)` names each row.
export function printedRows(document, scene, fromS, caption) {
  const pair = scene.pair.cmPerMinute ? scene.pair : PAIRS.slow;
  const widthPx = ROW_CM * PX_PER_CM;
  const speed = pxPerSecond(pair, { durationS: scene.durationS, widthPx });
  const rowS = widthPx / speed;
  const panels = layout(pair, scene.range);
  const rows = [];
  for (let start = fromS; start < scene.durationS && rows.length < MOST_ROWS; start += rowS) {
    const view = { widthPx, ratio: RATIO, pxPerSecond: speed, scrollPx: start * speed, durationS: scene.durationS };
    rows.push(figure(document, { ...scene, pair, panels, view, cursor: null }, caption(start, Math.min(scene.durationS, start + rowS))));
  }
  return rows;
}

function figure(document, scene, text) {
  const row = document.createElement("figure");
  const canvas = document.createElement("canvas");
  const words = document.createElement("figcaption");
  row.className = "strip__row";
  words.textContent = text;
  row.append(canvas, words);
  paintStrip(fit(canvas, scene.view.widthPx, scene.panels.height, RATIO), scene);
  return row;
}
