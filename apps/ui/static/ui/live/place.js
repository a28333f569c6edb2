// When a recording is complete its page comes anew: this brings it to where one was reading, on the strip and on the page.
const FRESH_MS = 60000;

export function keepPlace(strip, window, { isLive }) {
  const { sessionStorage, location } = window;
  const key = `kaishi.place ${location.pathname}`;
  if (isLive) window.addEventListener("pagehide", () => { if (strip.isReady) sessionStorage.setItem(key, JSON.stringify(placeNow(strip, window))); });
  const kept = keptIn(sessionStorage.getItem(key), Date.now());
  sessionStorage.removeItem(key);
  if (!kept || isLive) return;
  strip.addEventListener("strip:ready", () => go(strip, window, kept), { once: true });
  if (strip.isReady) go(strip, window, kept);
}

function placeNow(strip, window) {
  const { view, pair } = strip.scene;
  return { at: Date.now(), pair: pair.name, second: view.scrollPx / view.pxPerSecond, topPx: window.scrollY };
}

// text: what was kept, or null; → the place, or null where there is none or it is of another time.
export function keptIn(text, nowMs) {
  const kept = text ? JSON.parse(text) : null;
  return kept && nowMs - kept.at < FRESH_MS ? kept : null;
}

function go(strip, window, kept) {
  strip.setPair(kept.pair);
  strip.scrollStrip(kept.second * strip.view.pxPerSecond);
  window.scrollTo(0, kept.topPx);
}
