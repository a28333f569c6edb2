// Where one writes: grows with the words, keeps a draft, sends by key, corrects. It never sends while a Chinese or Korean
// word is still being put together.
import { fill } from "../../ui/js/strings.js";

export const LONGEST = 10_000;
const KEPT_WAY = "kaishi-enter";
const TYPING_MS = 3_000;

export function composer({ root, words, storage, submit, typed, draft, lastOwn }) {
  const part = (name) => root.querySelector(`[data-composer-${name}]`);
  const form = part("form");
  if (!form) return null;
  const text = part("text");
  const isFinger = matchMedia("(pointer: coarse)").matches;
  let correcting = null; // the number of the message that is corrected
  let heldBack = ""; // what was being written when a correction began
  let toldAt = 0;
  let enterSends = (storage.getItem(KEPT_WAY) ?? (isFinger ? "break" : "send")) === "send";

  const sizeUp = () => { text.rows = 1; text.rows = Math.min(12, Math.max(1, linesOf(text))); };
  const look = () => {
    const over = [...text.value].length - LONGEST;
    part("over").textContent = over > 0 ? fill(words.too_long, { over }) : "";
    part("send").disabled = !text.value.trim() || over > 0;
    part("send-words").textContent = correcting === null ? words.send : words.save_correction;
    part("mode").hidden = correcting === null;
    part("mode-words").textContent = words.correcting;
    root.classList.toggle("composer--correcting", correcting !== null);
    part("enter").textContent = enterSends ? words.enter_sends : words.enter_breaks;
    sizeUp();
  };

  const setText = (value) => { text.value = value; look(); };

  const send = () => {
    const value = text.value;
    if (!value.trim() || [...value].length > LONGEST) return;
    submit({ text: value, corrects: correcting });
    if (correcting !== null) stopCorrecting(); else { setText(""); draft.drop(); }
  };

  const correct = (sequence, wording) => {
    if (correcting === null) heldBack = text.value;
    correcting = sequence;
    setText(wording);
    text.focus();
    text.setSelectionRange(wording.length, wording.length);
  };
  const stopCorrecting = () => { correcting = null; setText(heldBack); heldBack = ""; text.focus(); };

  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  part("cancel").addEventListener("click", stopCorrecting);
  part("enter").addEventListener("click", () => { enterSends = !enterSends; storage.setItem(KEPT_WAY, enterSends ? "send" : "break"); look(); text.focus(); });
  text.addEventListener("input", () => {
    look();
    if (correcting === null) draft.keep(text.value);
    if (text.value && Date.now() - toldAt > TYPING_MS) { toldAt = Date.now(); typed(); }
  });
  text.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey && (enterSends ? true : event.ctrlKey || event.metaKey)) { event.preventDefault(); send(); }
    else if (event.key === "Escape" && correcting !== null) { event.stopPropagation(); stopCorrecting(); }
    else if (event.key === "ArrowUp" && text.value === "" && correcting === null) {
      const own = lastOwn();
      if (own) { event.preventDefault(); correct(own.sequence, own.text); }
    }
  });
  look();

  return {
    correct,
    put: (value) => { setText(text.value ? `${text.value}\n${value}` : value); draft.keep(text.value); text.focus(); },
    restore: (value) => { if (!text.value && value) setText(value); },
    focus: () => text.focus(),
    get isFocused() { return document.activeElement === text; },
    get element() { return text; },
  };
}

function linesOf(text) {
  const style = getComputedStyle(text);
  const padding = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
  return Math.round((text.scrollHeight - padding) / (parseFloat(style.lineHeight) || 22));
}
