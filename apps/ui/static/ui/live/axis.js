// One clock for all beds: the right edge is now, the left one `spanS` ago. Pure.
export const SPAN_S = 600;
export const RATE = { low: 50, high: 210 };
export const TOCO = { low: 0, high: 100 };

export function xOf(second, { nowS, spanS = SPAN_S, width }) {
  return ((second - (nowS - spanS)) / spanS) * width;
}

// Whole minutes in sight, for lines: [{second, isLabelled}], every fifth one with its time.
export function minutes({ nowS, spanS = SPAN_S }) {
  const found = [];
  for (let second = Math.ceil((nowS - spanS) / 60) * 60; second <= nowS; second += 60) found.push({ second, isLabelled: second % 300 === 0 });
  return found;
}

// A value inside a panel {top, height}; the pen stops at the edge of its paper.
export function yOf(value, panel, range) {
  const share = (value - range.low) / (range.high - range.low);
  return panel.top + panel.height * (1 - Math.min(1, Math.max(0, share)));
}

// Extremes of each pixel column, so that a short fall is never averaged away.
// values: Float32Array at fsHz, the first of them measured at firstS. → [{x, low, high}] runs, broken where nothing was measured.
export function runsOf(values, firstS, fsHz, place) {
  const runs = [];
  let run = null, column = null;
  for (let i = 0; i < values.length; i += 1) {
    if (Number.isNaN(values[i])) { run = column = null; continue; }
    const x = Math.round(xOf(firstS + i / fsHz, place));
    if (!run) runs.push((run = []));
    if (column?.x === x) { column.low = Math.min(column.low, values[i]); column.high = Math.max(column.high, values[i]); continue; }
    run.push((column = { x, low: values[i], high: values[i] }));
  }
  return runs;
}
