// What the console's pages do beside the shell: print, listen for news, show what is not up to date.
import { listen } from "./updates.js";

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

const heads = document.getElementById("live-heads");
if (heads) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  listen({
    heads: JSON.parse(heads.textContent),
    open: () => new WebSocket(`${scheme}://${location.host}/ws/v1/updates`),
    changed: () => document.body.dispatchEvent(new CustomEvent("kaishi:changed")),
    lost: showStale,
    back: hideStale,
  });
}

function showStale(since) {
  for (const bar of document.querySelectorAll("[data-stale]")) {
    const words = bar.querySelector("[data-stale-words]");
    const time = since.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    words.textContent = words.dataset.sentence.replace("%(time)s", time);
    bar.hidden = false;
  }
  for (const part of document.querySelectorAll("[data-live]")) part.classList.add("is-stale");
}

function hideStale() {
  for (const bar of document.querySelectorAll("[data-stale]")) bar.hidden = true;
  for (const part of document.querySelectorAll("[data-live]")) part.classList.remove("is-stale");
}
