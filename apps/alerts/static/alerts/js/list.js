// The list asks whether it has changed, and its clocks run. Nothing moves under the pointer: while she is on it, a new
// order is announced, not put in place; it comes as soon as she has left.
import { duration } from "../../ui/js/duration.js";
import { mayReplace } from "./order.js";

const body = document.body;
const list = () => document.getElementById("alerts");
const isUsed = () => list().matches(":hover, :focus-within");
let isBehind = false;

body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id === "alerts") event.detail.parameters.stamp = list().dataset.stamp;
});
body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) location.reload(); // signed out: the page itself says so
});
body.addEventListener("alerts:changed", fetchAgain);
body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "alerts" || event.detail.requestConfig.elt === list()) return; // its own question: nothing to put in place
  const next = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html").getElementById("alerts");
  if (!next) location.reload();
  event.detail.shouldSwap = mayReplace(idsIn(list()), next && idsIn(next), isUsed());
  tell(!event.detail.shouldSwap);
});
for (const name of ["pointerout", "focusout"]) {
  body.addEventListener(name, () => setTimeout(() => { if (isBehind && !isUsed()) fetchAgain(); }, 300));
}
setInterval(() => {
  const words = JSON.parse(list().dataset.words);
  for (const clock of list().querySelectorAll("[data-since]")) {
    clock.textContent = duration((Date.now() - Date.parse(clock.dataset.since)) / 1000, words);
  }
}, 1000);

function fetchAgain() {
  if (isBehind && isUsed()) return; // it is announced already
  tell(false);
  window.htmx.ajax("GET", location.href, { target: "#alerts", select: "#alerts", swap: "outerHTML" });
}

function tell(behind) {
  isBehind = behind;
  for (const note of document.querySelectorAll("[data-alerts-changed]")) note.hidden = !behind;
}

function idsIn(root) {
  return [...root.querySelectorAll("[data-alert]")].map((row) => row.dataset.alert);
}
