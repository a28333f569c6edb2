// A stretch of the strip has an address: «#at=148.25-208.75», seconds from the first sample. A link with it shows
// the stretch, on the page and from elsewhere; the links of what is shown are marked.
const PLACE = /^#at=(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/;

// «#at=10-20» → {startS: 10, endS: 20}; null for anything else, and where the end lies before the start.
export function placeOf(hash) {
  const found = PLACE.exec(hash);
  if (!found) return null;
  const [startS, endS] = [Number(found[1]), Number(found[2])];
  return endS >= startS ? { startS, endS } : null;
}

// The stretch as far as the recording has it; null where it lies behind its end.
export function within(place, durationS) {
  if (!place || place.startS >= durationS) return null;
  return { startS: place.startS, endS: Math.min(durationS, place.endS) };
}

// A press on the same link again shows it again: then the address does not change, and only the click tells.
export function followPlaces(strip, signal) {
  window.addEventListener("hashchange", () => go(strip), { signal });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-strip-place]");
    if (link && link.hash === location.hash) go(strip);
  }, { signal });
  strip.addEventListener("strip:ready", () => go(strip), { signal });
}

function go(strip) {
  const place = placeOf(location.hash);
  if (place) strip.showPlace(place);
  for (const link of document.querySelectorAll("a[data-strip-place]")) {
    if (place && link.hash === location.hash) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
