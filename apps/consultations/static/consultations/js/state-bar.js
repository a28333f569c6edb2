// Says in one line whether words reach anybody now: nothing while they do, since when not, and what happens next.
import { fill } from "../../ui/js/strings.js";
import { icon, make } from "./dom.js";

export function stateBar({ words, calendar, retry }) {
  let at = { state: "idle", since: null, retryAt: null };
  let timer = 0;
  let isQuiet = true; // the first connecting, and a short cut, are not worth a word
  let quietTimer = 0;

  const sentence = () => {
    if (at.state === "waiting") return fill(words.cut_since, { time: calendar.clock(at.since), seconds: Math.max(1, Math.ceil((at.retryAt - Date.now()) / 1000)) });
    if (at.state === "offline") return fill(words.offline_since, { time: calendar.clock(at.since) });
    return words[at.state] ?? "";
  };

  const paint = () => {
    clearTimeout(timer);
    for (const bar of document.querySelectorAll("[data-talk-state]")) {
      const isShown = at.state !== "live" && at.state !== "idle" && !isQuiet;
      bar.hidden = !isShown;
      if (!isShown) { bar.replaceChildren(); continue; }
      bar.dataset.state = at.state;
      let line = bar.querySelector("[data-words]");
      if (!line || bar.dataset.painted !== at.state) {
        line = make("span", { "data-words": "", "aria-live": at.state === "waiting" ? "off" : null });
        const key = at.state === "waiting" ? make("button", { type: "button", class: "button button--small", onclick: retry }, words.now)
          : at.state === "signed_out" ? make("a", { class: "button button--small", href: `/sign-in/?next=${encodeURIComponent(location.pathname)}` }, words.sign_in) : null;
        bar.replaceChildren(icon(at.state === "connecting" ? "stale" : "offline"), line, ...(key ? [key] : []));
        bar.dataset.painted = at.state;
      }
      line.textContent = sentence();
    }
    if (at.state === "waiting") timer = setTimeout(paint, 1000);
  };

  return {
    paint,
    told: (state) => {
      const wasCut = at.since !== null;
      at = state;
      clearTimeout(quietTimer);
      if (state.state === "live") isQuiet = true;
      else if (state.state === "offline" || state.state === "signed_out" || state.state === "forbidden") isQuiet = false;
      else if (isQuiet) quietTimer = setTimeout(() => { isQuiet = false; paint(); }, wasCut ? 0 : 1500);
      paint();
    },
  };
}
