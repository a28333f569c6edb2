// Which bed comes first, which are on this screen, where an arrow key leads. Pure.
export const A_SCREEN = 20;
const UNKNOWN_NEED = 2; // as «unknown» among the levels: worse than «for information»
const SEVERITIES = ["emergency", "urgent", "warn", "info"];

// Worst need first, then the worst open alert, then whoever waits longest for somebody.
export function ordered(beds) {
  return [...beds].sort((a, b) => need(a) - need(b) || severity(a) - severity(b) || waits(a) - waits(b) || compare(a.startedAt, b.startedAt) || compare(a.recording, b.recording));
}

// An open alert that nobody has taken keeps a bed in front even where the trace itself has quietened.
function need(bed) {
  const known = bed.needOrder ?? UNKNOWN_NEED;
  if (!bed.alert || bed.alert.takenBy) return known;
  return Math.min(known, severity(bed) <= 1 ? 0 : severity(bed));
}

function severity(bed) {
  const place = SEVERITIES.indexOf(bed.alert?.severity);
  return place < 0 ? SEVERITIES.length : place;
}

function waits(bed) {
  return bed.alert ? Date.parse(bed.alert.since) : Infinity;
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function pages(count) {
  return Math.max(1, Math.ceil(count / A_SCREEN));
}

export function onPage(beds, page) {
  const first = Math.min(page, pages(beds.length) - 1) * A_SCREEN;
  return beds.slice(first, first + A_SCREEN);
}

// How many stand beside each other on a wide screen, so that `count` fit without scrolling.
export function columnsFor(count) {
  if (count <= 3) return Math.max(1, count);
  if (count <= 4) return 2;
  if (count <= 9) return 3;
  return count <= 16 ? 4 : 5;
}

// The place that an arrow key leads to; the same place at an edge.
export function neighbour(key, at, count, columns) {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const next = at + step;
  return next >= 0 && next < count ? next : at;
}
