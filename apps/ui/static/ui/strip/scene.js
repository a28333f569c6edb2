// Everything that a frame needs, made once when the data arrive. Pure: no document, no clock.
import { buildPyramid, extremes } from "./columns.js";
import { baselineRuns, labelledEvents, movementSeconds } from "./events.js";
import { missingStretches, withCauses } from "./gaps.js";
import { rangeFor } from "./geometry.js";

const RATES = ["fhr1", "fhr2", "mhr"];

// trace: decodeTrace(…); analysis: JSON of the analysis or null; gaps: [{start_s, end_s, cause}].
export function sceneOf(trace, analysis, gaps) {
  const pyramids = {};
  for (const name of [...RATES, "toco"]) if (trace[name]) pyramids[name] = buildPyramid(trace[name]);
  const rates = RATES.filter((name) => pyramids[name]).map((name) => extremes(pyramids[name], 0, trace.count));
  return {
    trace,
    pyramids,
    range: rangeFor(rates.filter(({ low, high }) => low <= high)),
    events: labelledEvents(analysis),
    baseline: baselineRuns(analysis?.baseline_bpm),
    gaps: withCauses(missingStretches(trace), gaps),
    movements: movementSeconds(trace.marks, trace.fsHz),
    durationS: trace.count / trace.fsHz,
  };
}
