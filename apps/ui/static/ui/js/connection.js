// «Cut off» looks like nothing else: the bar appears with the time when the network went away.
import { clockIn } from "./clock.js";
import { fill, stringsOf } from "./strings.js";

export function watchConnection(root, target) {
  const bar = root.querySelector("[data-connection]");
  if (!bar) return;
  const strings = stringsOf(root);
  const words = bar.querySelector("[data-connection-words]");
  const show = () => {
    const time = clockIn(bar.dataset.zone, new Date());
    words.textContent = fill(strings.connection_lost, { time });
    bar.hidden = false;
  };
  target.addEventListener("offline", show);
  target.addEventListener("online", () => { bar.hidden = true; });
  root.addEventListener("click", (event) => {
    if (event.target.closest("[data-reload]")) target.location.reload();
  });
  if (target.navigator.onLine === false) show();
}
