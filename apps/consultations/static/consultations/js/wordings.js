// Every wording that a message has had, newest first, in a dialog.
import { fill } from "../../ui/js/strings.js";
import { ask } from "./api.js";
import { key, make } from "./dom.js";

export async function wordingsDialog({ thread, sequence, store, words, calendar }) {
  const { messages } = await ask(`/api/v1/consultations/${thread}/messages/${sequence}/wordings`);
  store.take(messages);
  const close = key("close", words.close);
  const rows = [...store.versions(sequence)].reverse().map((message) => make("li", { class: "wording" },
    make("p", { class: "soft small" }, make("time", { datetime: message.posted_at }, fill(words.wording_of, { time: calendar.whole(message.posted_at) }))),
    make("p", { class: "bubble__text", dir: "auto" }, message.text)));
  const dialog = make("dialog", { class: "dialog", "aria-label": words.earlier_wordings },
    make("div", { class: "dialog__head" }, make("h2", { class: "dialog__title" }, words.earlier_wordings), close),
    make("div", { class: "dialog__body" }, make("ol", { class: "plain-list" }, ...rows)));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
