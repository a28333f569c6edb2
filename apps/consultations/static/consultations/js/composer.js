// Where one writes: grows with the words, keeps a draft, sends by key, corrects. It never sends while a Chinese or Korean
// word is still being put together.
import { fill } from "../../ui/js/strings.js";
import { PLACE } from "./quick-replies.js";

export const LONGEST = 10_000;
const KEPT_WAY = "kaishi-enter";
const TYPING_MS = 3_000;

export function composer({ root, words, storage, submit, typed, draft, lastOwn, openReplies, attached }) {
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
    const why = obstacle();
    part("over").textContent = why;
    part("send").disabled = Boolean(why) || !hasSomething();
    part("send-words").textContent = correcting === null ? words.send : words.save_correction;
    part("mode").hidden = correcting === null;
    part("mode-words").textContent = words.correcting;
    root.classList.toggle("composer--correcting", correcting !== null);
    part("enter").textContent = enterSends ? words.enter_sends : words.enter_breaks;
    sizeUp();
  };

  const files = () => (correcting === null ? attached() : null);
  const hasSomething = () => Boolean(text.value.trim()) || (files()?.count ?? 0) > 0;
  // Why it cannot be sent as it stands; empty where nothing is in the way.
  const obstacle = () => {
    const over = [...text.value].length - LONGEST;
    if (over > 0) return fill(words.too_long, { over });
    const gap = PLACE.exec(text.value);
    if (gap) return fill(words.fill_in, { place: gap[0] });
    if (files()?.isBusy()) return words.files_on_their_way;
    return files()?.hasFailed() ? words.file_failed : "";
  };

  const setText = (value) => { text.value = value; look(); };

  const send = () => {
    const value = text.value;
    const gap = PLACE.exec(value);
    if (gap) text.setSelectionRange(gap.index, gap.index + gap[0].length);
    if (obstacle() || !hasSomething()) { look(); return; }
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
    if (event.key === ";" && text.value === "" && correcting === null) { event.preventDefault(); openReplies(); }
    else if (event.key === "Enter" && !event.shiftKey && (enterSends ? true : event.ctrlKey || event.metaKey)) { event.preventDefault(); send(); }
    else if (event.key === "Escape" && correcting !== null) { event.stopPropagation(); stopCorrecting(); }
    else if (event.key === "ArrowUp" && text.value === "" && correcting === null) {
      const own = lastOwn();
      if (own) { event.preventDefault(); correct(own.sequence, own.text); }
    }
  });
  setText(""); // a browser may have put back what somebody else typed here

  return {
    correct,
    // Words from elsewhere, behind what stands there; a place that is still open is selected to be filled.
    put: (value) => {
      if (value) { setText(text.value ? `${text.value}\n${value}` : value); draft.keep(text.value); }
      text.focus();
      const gap = PLACE.exec(text.value);
      if (gap) text.setSelectionRange(gap.index, gap.index + gap[0].length);
    },
    look,
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
