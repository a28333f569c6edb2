// Everything that a frame needs, made once when the data arrive. Pure: no document, no clock.
import { buildPyramid, extremes } from "./columns.js";
import { baselineRuns, labelledEvents, marksOf } from "./events.js";
import { missingStretches, withCauses } from "./gaps.js";
import { rangeFor } from "./geometry.js";

const RATES = ["fhr1", "fhr2", "mhr"];

// trace: decodeTrace(…); analysis: JSON of the analysis or null; gaps: [{start_s, end_s, cause}].
export function sceneOf(trace, analysis, gaps) {
  const primary = analysis?.fetus === 2 && trace.fhr2 ? "fhr2" : "fhr1"; // whose events and gaps these are
  const pyramids = {};
  for (const name of [...RATES, "toco"]) if (trace[name]) pyramids[name] = buildPyramid(trace[name]);
  const rates = RATES.filter((name) => pyramids[name]).map((name) => extremes(pyramids[name], 0, trace.count));
  return {
    trace,
    pyramids,
    range: rangeFor(rates.filter(({ low, high }) => low <= high)),
    events: labelledEvents(analysis),
    baseline: baselineRuns(analysis?.baseline_bpm),
    gaps: withCauses(missingStretches(trace, analysis?.fetus_labels ? [primary] : undefined), gaps),
    fetusLabels: analysis?.fetus_labels ?? null, // [letter of the first rate, letter of the second]: twins only
    leftOut: [
      ...(analysis?.left_out ?? []),
      ...(analysis?.repaired ?? []).map((stretch) => ({ ...stretch, cause: `repaired_${stretch.cause}` })),
      ...(analysis?.false_signal ?? []).map((stretch) => ({ ...stretch, cause: "false_signal" })), // kept, and doubted
    ].map(({ start_s: startS, end_s: endS, cause }) => ({ startS, endS, cause })),
    disputed: (analysis?.disputed ?? []).map(({ start_s: startS, end_s: endS, words }) => ({ startS, endS, words })),
    marks: marksOf(trace.marks, trace.fsHz),
    primary,
    durationS: trace.count / trace.fsHz,
  };
}
