// How good the connection is, in one of four words, out of what the browser counts (getStats). Pure.
export const LEVELS = ["unknown", "poor", "fair", "good"];
const POOR = { loss: 0.08, rttMs: 600, jitterMs: 100 };
const FAIR = { loss: 0.02, rttMs: 300, jitterMs: 40 };

// The few numbers that matter, out of a report: [...stats.values()].
export function countsOf(entries) {
  const counts = { received: 0, lost: 0, jitterS: null, rttS: null, way: null };
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const entry of entries) {
    if (entry.type === "inbound-rtp") {
      counts.received += entry.packetsReceived ?? 0;
      counts.lost += Math.max(0, entry.packetsLost ?? 0);
      if (entry.jitter !== undefined) counts.jitterS = Math.max(counts.jitterS ?? 0, entry.jitter);
    }
    if (entry.type === "transport" && entry.selectedCandidatePairId) {
      const pair = byId.get(entry.selectedCandidatePairId);
      counts.rttS = pair?.currentRoundTripTime ?? counts.rttS;
      counts.way = byId.get(pair?.localCandidateId)?.candidateType ?? counts.way;
    }
  }
  return counts;
}

// What happened between two counts. Where nothing arrived, nothing is known: it is not «good».
export function between(before, now) {
  const received = now.received - (before?.received ?? 0);
  const lost = Math.max(0, now.lost - (before?.lost ?? 0));
  const loss = received + lost > 0 ? lost / (received + lost) : null;
  return { loss, rttMs: now.rttS === null ? null : now.rttS * 1000, jitterMs: now.jitterS === null ? null : now.jitterS * 1000 };
}

export function levelOf(measured) {
  if (measured.loss === null) return "unknown";
  const beyond = (limits) => Object.entries(limits).some(([name, limit]) => measured[name] !== null && measured[name] > limit);
  if (beyond(POOR)) return "poor";
  return beyond(FAIR) ? "fair" : "good";
}

// A word that flickers is noise: what got worse shows at once, what got better only when it stayed so twice.
export function steady(shown, before, level) {
  const worse = LEVELS.indexOf(level) < LEVELS.indexOf(shown);
  return shown === "unknown" || worse || level === before ? level : shown;
}
