// What the console's pages do beside the shell: print, listen for news, show what is not up to date, keep unsent words.
import { clockIn } from "../../ui/js/clock.js";
import { followStrip } from "./disagree.js";
import { openNamed } from "./evidence.js";
import { keepWords } from "./unsent.js";
import { listen } from "./updates.js";

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
for (const form of document.querySelectorAll("form[data-unsent]")) keepWords(form, window.sessionStorage);

for (const form of document.querySelectorAll("form[data-disagree]")) followStrip(form, document);
openNamed(window);
window.addEventListener("hashchange", () => openNamed(window));

const heads = document.getElementById("live-heads");
if (heads) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  listen({
    heads: JSON.parse(heads.textContent),
    open: () => new WebSocket(`${scheme}://${location.host}/ws/v1/updates`),
    changed: () => document.body.dispatchEvent(new CustomEvent("kaishi:changed")),
    lost: (since) => show(since),
    back: () => show(null),
  });
}

// since: the moment of the last sign of life, or null while there are signs of life.
function show(since) {
  for (const bar of document.querySelectorAll("[data-stale]")) {
    const words = bar.querySelector("[data-stale-words]");
    if (since) words.textContent = words.dataset.sentence.replace("%(time)s", clockIn(bar.dataset.zone, since));
    bar.hidden = since === null;
  }
  for (const note of document.querySelectorAll("[data-stale-note]")) note.hidden = since === null;
  for (const part of document.querySelectorAll("[data-live]")) part.classList.toggle("is-stale", since !== null);
}
