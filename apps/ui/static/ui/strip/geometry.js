// Where things lie. All lengths in CSS pixels; 1 cm is 37.795 of them. Speed and scale are a pair and stay one.
export const PX_PER_CM = 96 / 2.54;
export const PAIRS = {
  slow: { name: "slow", cmPerMinute: 1, bpmPerCm: 20, majorBpm: 20, minorBpm: 10, majorS: 60, minorS: 30 },
  fast: { name: "fast", cmPerMinute: 3, bpmPerCm: 30, majorBpm: 30, minorBpm: 10, majorS: 60, minorS: 10 },
  whole: { name: "whole", cmPerMinute: null, bpmPerCm: 20, majorBpm: 20, minorBpm: 10, majorS: null, minorS: null },
};
export const ORDER = ["whole", "slow", "fast"]; // from far to near
export const NORMAL_BPM = { low: 110, high: 160 };
export const USUAL_RANGE = { low: 50, high: 210 };
export const WIDE_RANGE = { low: 30, high: 240 };
const TOCO_UNITS_PER_CM = 25;
const LANES = { head: 22, acceleration: 26, deceleration: 26, time: 24, contraction: 26 };

// The usual range, or the wide one where a value lies outside it: nothing measured may fall off the paper.
export function rangeFor(extremesOfChannels) {
  const isOutside = ({ low, high }) => low < USUAL_RANGE.low || high > USUAL_RANGE.high;
  return extremesOfChannels.some(isOutside) ? WIDE_RANGE : USUAL_RANGE;
}

// Panels from top to bottom; the height of a panel follows from the pair alone.
export function layout(pair, range) {
  let top = 0;
  const take = (height) => { const panel = { top, height, bottom: top + height }; top += height; return panel; };
  const panels = {
    head: take(LANES.head),
    acceleration: take(LANES.acceleration),
    rate: { ...take(((range.high - range.low) / pair.bpmPerCm) * PX_PER_CM), low: range.low, high: range.high },
    deceleration: take(LANES.deceleration),
    time: take(LANES.time),
    toco: { ...take((100 / TOCO_UNITS_PER_CM) * PX_PER_CM), low: 0, high: 100 },
    contraction: take(LANES.contraction),
  };
  return { ...panels, height: top };
}

export function yOf(panel, value) {
  return panel.bottom - ((value - panel.low) / (panel.high - panel.low)) * panel.height;
}

// The same, but never outside the panel: a pen stops at the edge of its paper.
export function yInside(panel, value) {
  return Math.min(panel.bottom, Math.max(panel.top, yOf(panel, value)));
}

export function valueOfY(panel, y) {
  return panel.low + ((panel.bottom - y) / panel.height) * (panel.high - panel.low);
}

// Pixels per second: fixed by the pair; for the whole recording what fits, but never faster than the fast paper.
export function pxPerSecond(pair, { durationS, widthPx }) {
  if (pair.cmPerMinute) return (pair.cmPerMinute * PX_PER_CM) / 60;
  return Math.min((PAIRS.fast.cmPerMinute * PX_PER_CM) / 60, widthPx / Math.max(1, durationS));
}

export function cmPerMinute(pixelsPerSecond) {
  return (pixelsPerSecond * 60) / PX_PER_CM;
}

export function xOf(view, second) {
  return second * view.pxPerSecond - view.scrollPx;
}

export function secondOfX(view, x) {
  return (x + view.scrollPx) / view.pxPerSecond;
}

export function contentWidth(view) {
  return Math.max(view.widthPx, Math.ceil(view.durationS * view.pxPerSecond));
}

export function clampScroll(view, scrollPx) {
  return Math.min(Math.max(0, scrollPx), contentWidth(view) - view.widthPx);
}

// The scroll that keeps `second` at the same place of the window after a change of paper.
export function scrollKeeping(before, after, second) {
  return clampScroll(after, second * after.pxPerSecond - xOf(before, second));
}

// The scroll that brings [startS, endS] into view; unchanged where it is already there.
export function scrollShowing(view, startS, endS) {
  const left = xOf(view, startS), right = xOf(view, endS), room = Math.min(60, view.widthPx / 8);
  if (left >= room && right <= view.widthPx - room) return view.scrollPx;
  const middle = ((startS + endS) / 2) * view.pxPerSecond;
  const start = startS * view.pxPerSecond - room;
  return clampScroll(view, right - left > view.widthPx - 2 * room ? start : middle - view.widthPx / 2);
}

export function neighbourPair(name, step) {
  const at = ORDER.indexOf(name) + step;
  return ORDER[Math.min(ORDER.length - 1, Math.max(0, at))];
}

// One press of an arrow key: the smallest handy time that moves the cursor by something one can see.
const CURSOR_STEPS_S = [0.25, 0.5, 1, 2, 5, 10, 30, 60, 300];
export function cursorStepS(pixelsPerSecond) {
  return CURSOR_STEPS_S.find((step) => step * pixelsPerSecond >= 2.5) ?? CURSOR_STEPS_S[CURSOR_STEPS_S.length - 1];
}
