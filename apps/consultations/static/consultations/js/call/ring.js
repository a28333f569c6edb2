// A call that comes in while she looks at another page: who it is, and the way to where it can be answered. The words come
// from the server. Returns what takes the frames of the consultations' socket.
import { tones } from "./tone.js";

export function ringElsewhere({ place, pageAt, send, complain, tone = tones(), timers = globalThis }) {
  let shown = null;
  let timer = 0;

  const silence = () => {
    timers.clearTimeout(timer);
    shown?.remove();
    shown = null;
    tone.play(null);
  };

  const look = async () => {
    const found = (await pageAt("/consultations/ringing")).querySelector("[data-ringing]");
    if (found && shown?.dataset.ringing === found.dataset.ringing) return;
    silence();
    if (!found) return;
    shown = place.ownerDocument.importNode(found, true);
    shown.querySelector("[data-ringing-decline]").addEventListener("click", () => {
      send({ type: "calldecline", call: shown.dataset.ringing });
      silence();
    });
    place.append(shown);
    tone.play("in");
    timer = timers.setTimeout(silence, Math.max(0, Date.parse(shown.dataset.due) - Date.now()));
  };

  return (frame) => {
    if (frame.type === "welcome" || frame.type === "callchanged") look().catch(complain);
  };
}
