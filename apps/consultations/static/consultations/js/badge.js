// The number beside «Consultations» in the bar, on every page. The page of consultations has a socket and tells it; other
// pages open one that hears numbers only.
import { ask } from "./api.js";
import { ringElsewhere } from "./call/ring.js";
import { connection } from "./connection.js";
import { pageAt } from "./fragments.js";
import { heads } from "./heads.js";
import { socketTo, watchNetwork } from "./socket.js";

export function paintBadge(count, root = document) {
  for (const link of root.querySelectorAll('[data-counted="consultations:queue"]')) {
    let badge = link.querySelector(".bar__count");
    if (!count) { badge?.remove(); continue; }
    if (!badge) { badge = root.createElement("span"); badge.className = "bar__count"; link.append(badge); }
    badge.textContent = count > 999 ? "999+" : String(count);
  }
}

// Asks for the sum where the socket has not told of every thread.
export async function paintSum(known) {
  paintBadge(known.unread ?? (await ask("/api/v1/consultations/unread")).unread);
}

if (!document.querySelector("[data-talks]")) {
  const known = heads();
  const complain = (error) => console.warn("badge:", error.message);
  const ring = ringElsewhere({ place: document.querySelector("[data-toasts]"), pageAt, send: (frame) => line.send(frame), complain });
  const line = connection({
    open: socketTo("/ws/v1/consultations"),
    told: () => {},
    heard: (frame) => {
      if (known.take(frame)) paintSum(known).catch(complain);
      ring(frame);
    },
    isOnline: () => navigator.onLine,
  });
  watchNetwork(line);
  line.start();
}
