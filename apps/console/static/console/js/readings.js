// Reads a chart point by point: by pointer, or with the arrow keys once it has the focus. Without this script the picture
// and its table say the same. Works on charts that are put in later, too: it listens on the document.
const FIELD = 1000;

export function pointsOf(chart) {
  const data = chart.ownerDocument.getElementById(chart.dataset.chart);
  return data ? JSON.parse(data.textContent) : [];
}

export function nearest(points, x) {
  let best = -1;
  points.forEach((point, index) => {
    if (best < 0 || Math.abs(point.x - x) < Math.abs(points[best].x - x)) best = index;
  });
  return best;
}

export function next(count, now, key) {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (now < 0) return key === "ArrowLeft" ? count - 1 : 0;
  return Math.min(Math.max(now + (key === "ArrowRight" ? 1 : -1), 0), count - 1);
}

function show(chart, points, index) {
  chart.dataset.at = index;
  chart.querySelector(".chart__cursor").setAttribute("d", `M${points[index].x} 0V${FIELD}`);
  chart.querySelector(".chart__readout").textContent = points[index].words;
}

function byPointer(event) {
  const plot = event.target.closest?.(".chart__plot");
  if (!plot) return;
  const chart = plot.closest("[data-chart]");
  const points = pointsOf(chart);
  const box = plot.getBoundingClientRect();
  const index = nearest(points, ((event.clientX - box.left) / box.width) * FIELD);
  if (index >= 0) show(chart, points, index);
}

function byKey(event) {
  const chart = event.target.closest?.("[data-chart]");
  if (!chart || !["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
  const points = pointsOf(chart);
  if (!points.length) return;
  event.preventDefault();
  show(chart, points, next(points.length, Number(chart.dataset.at ?? -1), event.key));
}

if (typeof document !== "undefined") {
  document.addEventListener("pointermove", byPointer);
  document.addEventListener("pointerdown", byPointer);
  document.addEventListener("keydown", byKey);
}
