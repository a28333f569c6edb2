// Nothing moves under the pointer: while she is on the list, a new order is announced, not put in place.
import { mayReplace } from "./order.js";

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const list = event.detail.target;
  if (list?.id !== "alerts") return;
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const next = page.getElementById("alerts"); // none: she was signed out
  if (mayReplace(idsIn(list), next && idsIn(next), list.matches(":hover, :focus-within"))) return;
  event.detail.shouldSwap = false;
  for (const note of document.querySelectorAll("[data-alerts-changed]")) note.hidden = false;
});

function idsIn(list) {
  return [...list.querySelectorAll("[data-alert]")].map((row) => row.dataset.alert);
}
