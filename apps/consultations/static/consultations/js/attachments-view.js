// What a message carries beside its words: a recording as a card that leads to it, other things by their name.
import { icon, make } from "./dom.js";

const ICONS = { image: "file", file: "file", voice_note: "play", recording: "trace", meal: "food", plan: "list", appointment: "calendar" };

export function attachments(row, { words }) {
  if (row.kind === "text" || row.kind === "system") return null;
  if (row.kind === "recording" && row.payload?.recording) {
    return make("a", { class: "card-link", href: `/recordings/${row.payload.recording}/` }, icon("trace"), make("span", {}, make("strong", {}, words.kind_recording), make("span", { class: "soft small" }, words.open_recording)));
  }
  return make("p", { class: "card-link card-link--plain" }, icon(ICONS[row.kind] ?? "file"), make("span", {}, words[`kind_${row.kind}`] ?? row.kind));
}
