// htmx requests: a bar while one is under way, a sentence when one fails. Nothing fails in silence.
import { fill, stringsOf } from "./strings.js";

export function tellRequests(root, toast) {
  const strings = stringsOf(root);
  const progress = root.querySelector("[data-progress]");
  let running = 0;
  const count = (step) => {
    running = Math.max(0, running + step);
    progress?.classList.toggle("is-busy", running > 0);
  };
  root.addEventListener("htmx:beforeSend", () => count(1));
  root.addEventListener("htmx:afterRequest", () => count(-1));
  root.addEventListener("htmx:sendError", () => toast(strings.not_sent, "critical"));
  root.addEventListener("htmx:timeout", () => toast(strings.not_sent, "critical"));
  root.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    toast(fill(status >= 500 ? strings.failed : strings.refused, { status }), "critical");
  });
}
