// The panel of a call: a sheet that asks, a ring, the two pictures, the keys. Built here, so that a page only needs a place
// for it. It shows a state and says what was pressed; it decides nothing.
import { isInCall } from "./state.js";

const KEYS = {
  asking: [["agree_video", "primary"], ["agree_audio", ""], ["not_now", ""]],
  ringing: [["answer_video", "primary"], ["answer_audio", ""], ["decline", "danger"]],
  returning: [["return_video", "primary"], ["return_audio", ""], ["hang_up", "danger"]],
  calling: [["hang_up", "danger"]],
  over: [["close", ""]],
};
const IN_CALL_KEYS = ["mute", "camera", "switch_camera", "larger", "hang_up"];

export const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));

// 65 → "1:05", 3605 → "1:00:05"
export function clockOf(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export function callView({ root, words, pressed }) {
  const make = (tag, name, attributes = {}) => {
    const element = root.ownerDocument.createElement(tag);
    if (name) element.className = name;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const panel = make("section", "call", { role: "dialog", "aria-label": words.call, tabindex: "-1", hidden: "" });
  const theirs = make("video", "call__theirs", { autoplay: "", playsinline: "" });
  const mine = make("video", "call__mine", { autoplay: "", playsinline: "", "aria-label": words.own_picture });
  const sound = make("audio", "", { autoplay: "" });
  mine.muted = true;
  theirs.muted = true; // her sound comes from its own element, so that a picture that is hidden does not hide her voice
  const stage = make("div", "call__stage");
  const name = make("h2", "call__name");
  const line = make("p", "call__line");
  const note = make("p", "call__note");
  const quality = make("p", "call__quality");
  const keys = make("div", "call__keys", { role: "group", "aria-label": words.keys });
  const spoken = make("p", "call__spoken", { role: "status", "aria-live": "assertive" });
  const status = make("div", "call__words");
  stage.append(theirs, mine);
  status.append(name, line, quality, note);
  panel.append(stage, status, keys, sound);
  root.append(panel, spoken);

  const shown = { keys: "", phase: "idle", said: "" };

  const key = (action, kind, text = words[action], isPressed = null) => {
    const button = make("button", `call__key ${kind ? `call__key--${kind}` : ""}`.trim(), { type: "button", "data-call": action });
    if (isPressed !== null) button.setAttribute("aria-pressed", String(isPressed));
    button.textContent = text;
    return button;
  };
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("[data-call]");
    if (button) pressed(button.dataset.call);
  });

  const keysOf = (state, media) => {
    if (!isInCall(state)) return (KEYS[state.phase] ?? [["hang_up", "danger"]]).map(([action, kind]) => [action, kind, words[action], null]);
    const toggles = { mute: media.isMuted, camera: !media.hasCamera, larger: media.isLarger };
    const texts = { mute: media.isMuted ? words.unmute : words.mute, camera: media.hasCamera ? words.camera_off : words.camera_on, larger: media.isLarger ? words.smaller : words.larger };
    return IN_CALL_KEYS.filter((action) => action !== "switch_camera" || (media.hasCamera && media.cameras > 1))
      .map((action) => [action, action === "hang_up" ? "danger" : "", texts[action] ?? words[action], toggles[action] ?? null]);
  };

  // Keys that stay keep the focus; where the pressed one is gone, the first takes it.
  const drawKeys = (wanted) => {
    const same = wanted.map(([action]) => action).join() === shown.keys;
    if (same) {
      for (const [action, , text, isPressed] of wanted) {
        const button = keys.querySelector(`[data-call=${action}]`);
        if (button.textContent !== text) button.textContent = text;
        if (isPressed !== null) button.setAttribute("aria-pressed", String(isPressed));
      }
      return;
    }
    const hadFocus = panel.contains(root.ownerDocument.activeElement);
    keys.replaceChildren(...wanted.map(([action, kind, text, isPressed]) => key(action, kind, text, isPressed)));
    shown.keys = wanted.map(([action]) => action).join();
    if (hadFocus) keys.querySelector("button")?.focus();
  };

  const say = (text) => {
    if (text && text !== shown.said) spoken.textContent = text;
    shown.said = text;
  };

  return {
    panel,
    show(state, media, about) {
      const isNew = state.phase !== shown.phase;
      shown.phase = state.phase;
      panel.hidden = state.phase === "idle";
      panel.dataset.phase = state.phase;
      panel.dataset.way = media.way ?? "";
      panel.dataset.quality = isInCall(state) ? media.quality : "";
      panel.classList.toggle("call--large", media.isLarger);
      panel.classList.toggle("call--pictures", isInCall(state));
      name.textContent = about.name;
      line.textContent = about.line;
      note.textContent = about.note;
      quality.textContent = about.quality;
      theirs.setAttribute("aria-label", fill(words.other_picture, { name: about.name }));
      theirs.hidden = !isInCall(state) || !state.other.camera;
      mine.hidden = !media.hasCamera;
      mine.dataset.facing = media.facing; // her own face as in a mirror, what she shows with the other camera as it is
      drawKeys(keysOf(state, media));
      if (!isNew) return;
      say(panel.hidden ? "" : [about.name, about.line, about.note].filter(Boolean).join(". "));
      // What she began herself takes the focus; a call that comes in never takes it from what she writes.
      if (state.phase === "asking") keys.querySelector("button").focus();
    },
    tick: (text) => { if (line.textContent !== text) line.textContent = text; },
    say,
    // An empty stream is not shown: the browser would wait for it, and the page would never be loaded.
    pictures(own, other, voice) {
      for (const [element, stream] of [[mine, own], [theirs, other], [sound, voice]]) {
        const wanted = stream.getTracks().length ? stream : null;
        if (element.srcObject !== wanted) element.srcObject = wanted;
      }
    },
    remove: () => { panel.remove(); spoken.remove(); },
  };
}
