// Stretches without any fetal heart rate: those that the server explains, and those that the trace itself shows.
export const LEAST_GAP_S = 5; // shorter losses show as the missing pen they are

// trace as decodeTrace gives it. Two sensors of one fetus fill each other's gaps; of twins, name the one whose gaps are
// wanted. → [{startS, endS, cause: null}]
export function missingStretches(trace, names = ["fhr1", "fhr2"], leastS = LEAST_GAP_S) {
  const rates = names.map((name) => trace[name]).filter(Boolean);
  if (rates.length === 0) return [];
  const result = [];
  let start = -1;
  for (let i = 0; i <= trace.count; i += 1) {
    const isMissing = i < trace.count && rates.every((values) => Number.isNaN(values[i]));
    if (isMissing && start < 0) start = i;
    if (isMissing || start < 0) continue;
    if ((i - start) / trace.fsHz >= leastS) result.push({ startS: start / trace.fsHz, endS: i / trace.fsHz, cause: null });
    start = -1;
  }
  return result;
}

// Known gaps keep their cause; a stretch that a known gap covers by half or more is not drawn twice.
export function withCauses(stretches, known) {
  const given = known.map(({ start_s: startS, end_s: endS, cause }) => ({ startS, endS, cause: cause ?? null }));
  const isCovered = (stretch) => overlapOf(stretch, given) >= (stretch.endS - stretch.startS) / 2;
  return [...given, ...stretches.filter((stretch) => !isCovered(stretch))].sort((a, b) => a.startS - b.startS);
}

function overlapOf({ startS, endS }, gaps) {
  return gaps.reduce((sum, gap) => sum + Math.max(0, Math.min(endS, gap.endS) - Math.max(startS, gap.startS)), 0);
}
