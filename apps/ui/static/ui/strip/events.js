// Events with the letters of the table beside the strip: A1, D2, C3. apps/ui/strip.py numbers in the same way.
const LETTERS = [["accelerations", "A", "acceleration"], ["decelerations", "D", "deceleration"], ["contractions", "C", "contraction"]];
export const LANE_OF = { A: "acceleration", D: "deceleration", C: "contraction" };

export function labelledEvents(analysis) {
  const events = LETTERS.flatMap(([key, letter, word]) => [...(analysis?.[key] ?? [])].sort(byTime).map((given, i) => ({
    label: `${letter}${i + 1}`, letter, kind: given.kind || word,
    startS: given.start_s, endS: given.end_s, peakS: given.peak_s ?? (given.start_s + given.end_s) / 2,
    amplitudeBpm: given.amplitude_bpm ?? null,
  })));
  return events.sort((a, b) => a.startS - b.startS || a.label.localeCompare(b.label));
}

function byTime(a, b) {
  return a.start_s - b.start_s || a.end_s - b.end_s;
}

// The next event after (step 1) or before (step −1) the chosen one, else after or before `second`. null at the ends.
export function neighbourEvent(events, chosen, second, step) {
  const at = events.findIndex((event) => event.label === chosen);
  if (at >= 0) return events[at + step] ?? null;
  if (step > 0) return events.find((event) => event.startS >= second) ?? null;
  return [...events].reverse().find((event) => event.startS <= second) ?? null;
}

// The event under a place: in its own lane, or anywhere between its start and end inside the rate panel.
export function eventAt(events, second, lane) {
  const inside = events.filter((event) => second >= event.startS && second <= event.endS);
  return inside.find((event) => LANE_OF[event.letter] === lane) ?? (lane === "rate" ? inside.find((e) => e.letter !== "C") : null) ?? null;
}

// analysis.baseline_bpm: {step_s, values} → runs of [second, bpm] without a hole in them.
export function baselineRuns(baseline) {
  const runs = [];
  let run = null;
  for (const [i, value] of (baseline?.values ?? []).entries()) {
    if (value === null || Number.isNaN(value)) { run = null; continue; }
    if (!run) runs.push((run = []));
    run.push([i * baseline.step_s, value]);
  }
  return runs;
}

// Marks that somebody or something set while recording; each bit of a sample is one kind.
const MARK_BITS = [["movement", 1], ["movement_found", 2], ["toco_zeroed", 4], ["clinician_mark", 8], ["contraction_felt", 16]];

// → [{kind, second}] in order of time: where a mark begins (a button held down is one mark).
export function marksOf(marks, fsHz) {
  const result = [];
  for (let i = 0; marks && i < marks.length; i += 1) {
    const begun = marks[i] & ~(i > 0 ? marks[i - 1] : 0);
    for (const [kind, bit] of begun ? MARK_BITS : []) if (begun & bit) result.push({ kind, second: i / fsHz });
  }
  return result;
}
