// Two points on the strip: {second, bpm}. A third begins anew. States are values; nothing is changed in place.
export const EMPTY = Object.freeze({ points: Object.freeze([]), pending: null });

export function place(caliper, point) {
  const points = caliper.points.length >= 2 ? [point] : [...caliper.points, point];
  return { points, pending: null };
}

// The second point follows the pointer until it is placed.
export function hover(caliper, point) {
  return caliper.points.length === 1 ? { ...caliper, pending: point } : caliper;
}

// → {from, to, seconds (≥ 0), bpm (signed: later minus earlier), isDone} or null with fewer than two points.
export function measure(caliper) {
  const [first, second = caliper.pending] = caliper.points;
  if (!first || !second) return null;
  const [from, to] = first.second <= second.second ? [first, second] : [second, first];
  return { from, to, seconds: to.second - from.second, bpm: to.bpm - from.bpm, isDone: caliper.points.length === 2 };
}

export function inWords(measured) {
  const bpm = Math.round(measured.bpm);
  const sign = bpm > 0 ? "+" : bpm < 0 ? "−" : "±";
  const seconds = measured.seconds < 10 ? measured.seconds.toFixed(1) : String(Math.round(measured.seconds));
  return { seconds, bpm: `${sign}${Math.abs(bpm)}` };
}
