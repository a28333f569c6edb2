// On paper there is no scrolling: the recording is printed as rows of true length, in light colours.
// 1 cm is 1 cm: widths are given in centimetres, and the browser keeps them where it prints at 100 %.
// Sheets come apart: each row carries its scales, whose it is, and the day.
import { layout, PAIRS, pxPerSecond, PX_PER_CM } from "./geometry.js";
import { fit, MARGIN_PX, paintFixedMargin, paintStrip } from "./painter.js";

const ROW_CM = 17; // with the scales beside it 18.6 cm: A4 with margins of 1 cm
export const MOST_ROWS = 12; // a canvas for paper holds ten megabytes
const RATIO = 3; // about 290 dots per inch

// Rows from the second `fromS` on: [{startS, endS, scene}]. Pure.
export function rowsOf(scene, fromS) {
  const pair = scene.pair.cmPerMinute ? scene.pair : PAIRS.slow;
  const widthPx = ROW_CM * PX_PER_CM;
  const speed = pxPerSecond(pair, { durationS: scene.durationS, widthPx });
  const rowS = widthPx / speed;
  const panels = layout(pair, scene.range);
  const rows = [];
  for (let startS = fromS; startS < scene.durationS && rows.length < MOST_ROWS; startS += rowS) {
    const view = { widthPx, ratio: RATIO, pxPerSecond: speed, scrollPx: startS * speed, durationS: scene.durationS };
    rows.push({ startS, endS: Math.min(scene.durationS, startS + rowS), scene: { ...scene, pair, panels, view, cursor: null } });
  }
  return rows;
}

// Where printing starts: at the beginning if all of it fits, else at what the strip shows.
export function printedFrom(scene, shownS) {
  const all = rowsOf(scene, 0);
  return all[all.length - 1].endS >= scene.durationS ? 0 : Math.max(0, shownS);
}

// → the figures; `caption(row)` names each.
export function printedRows(document, rows, caption) {
  return rows.map((row) => figure(document, row.scene, caption(row)));
}

function figure(document, scene, text) {
  const row = document.createElement("figure");
  const sheet = document.createElement("div");
  const margin = document.createElement("canvas");
  const paper = document.createElement("canvas");
  const words = document.createElement("figcaption");
  row.className = "strip__row";
  sheet.className = "strip__sheet";
  words.textContent = text;
  sheet.append(margin, paper);
  row.append(words, sheet);
  paintFixedMargin(fit(margin, MARGIN_PX, scene.panels.height, RATIO), scene);
  paintStrip(fit(paper, scene.view.widthPx, scene.panels.height, RATIO), scene);
  return row;
}
