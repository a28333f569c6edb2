// How a bed stands, from what is known of it: pure, so that every word on the wall can be tried out.
export const SILENT_S = 12; // beyond this, nothing comes any more
export const BEHIND_S = 15; // beyond this, what is seen is not «now»
export const LOST_S = 10; // so long without a rate is worth a word
const LEVELS = ["critical", "warning", "unknown", "notice"]; // need_order, 0 the worst

// bed: what the socket says ({is_connected, received_at, …} or null before it said anything); trace: GrowingTrace or null.
// → {link: "waiting"|"loading"|"offline"|"behind"|"live"|"cut", level: name or null, seconds, latestMs, rates: [bpm or null]}
export function standing(bed, trace, nowMs, heardMs = null, isCut = false) {
  const latestMs = trace?.end ? trace.endS * 1000 : Date.parse(bed?.latest_at ?? "") || null;
  const heard = Math.max(heardMs ?? 0, Date.parse(bed?.received_at ?? "") || 0) || null;
  const link = isCut ? "cut" : linkOf(bed, trace, { latestMs, heardMs: heard, nowMs }); // cut: we ourselves know nothing
  return {
    link,
    level: bed ? levelOf(bed.need_order) : null,
    latestMs,
    seconds: secondsOf(link, latestMs, heard, nowMs),
    rates: ratesOf(bed, trace, link),
    lostS: link === "live" ? lostS(trace) : null,
  };
}

function linkOf(bed, trace, { latestMs, heardMs, nowMs }) {
  if (heardMs === null) return bed && !bed.is_connected && bed.disconnected_at ? "offline" : "waiting";
  if ((nowMs - heardMs) / 1000 > SILENT_S) return "offline";
  if (latestMs === null) return "waiting";
  if (!trace?.end) return "loading"; // it has come, and is on its way to this screen
  return (nowMs - latestMs) / 1000 > BEHIND_S ? "behind" : "live";
}

function secondsOf(link, latestMs, heardMs, nowMs) {
  if (link === "offline") return heardMs === null ? null : Math.max(0, Math.round((nowMs - heardMs) / 1000));
  return link === "behind" ? Math.round((nowMs - latestMs) / 1000) : null;
}

// A place that is not among ours is unknown, never fine; null: nobody has followed it yet.
function levelOf(needOrder) {
  return needOrder === null || needOrder === undefined ? null : LEVELS[needOrder] ?? "unknown";
}

// What is not of now is no rate now.
function ratesOf(bed, trace, link) {
  const names = bed?.twins ? ["fhr1", "fhr2"] : ["fhr1"];
  return names.map((name) => (link === "live" ? trace.now(name) : null));
}

function lostS(trace) {
  const silent = trace.silentS("fhr1");
  const lost = silent === null ? Math.min(600, trace.end / 4) : silent;
  return lost >= LOST_S ? lost : 0;
}
