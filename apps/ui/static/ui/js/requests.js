// htmx requests: a bar while one is under way, a sentence when one fails. Nothing fails in silence. What a page asks
// by itself every so often ([data-background]) is not announced: what it shows looks stale until an answer comes.
import { fill, stringsOf } from "./strings.js";

export function tellRequests(root, toast) {
  const strings = stringsOf(root);
  const progress = root.querySelector("[data-progress]");
  let running = 0;
  const count = (step) => {
    running = Math.max(0, running + step);
    progress?.classList.toggle("is-busy", running > 0);
  };
  const asked = (name, tell) => root.addEventListener(name, (event) => { if (!isBackground(event)) tell(event); });
  asked("htmx:beforeSend", () => count(1));
  asked("htmx:afterRequest", () => count(-1));
  asked("htmx:sendError", () => toast(strings.not_sent, "critical"));
  asked("htmx:timeout", () => toast(strings.not_sent, "critical"));
  asked("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    toast(fill(status >= 500 ? strings.failed : strings.refused, { status }), "critical");
  });
  root.addEventListener("htmx:afterRequest", (event) => {
    if (isBackground(event)) event.detail.elt.classList.toggle("is-stale", !event.detail.successful);
  });
}

function isBackground(event) {
  return "background" in event.detail.elt.dataset;
}
