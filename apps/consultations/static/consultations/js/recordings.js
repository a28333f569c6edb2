// Her recordings to choose from, to be shared into the conversation as a card that leads to the strip.
import { fill } from "../../ui/js/strings.js";
import { ask } from "./api.js";
import { icon, make } from "./dom.js";

export async function listRecordings(dialog, { pregnancy, words, calendar, share, complain }) {
  const place = dialog.querySelector("[data-recordings]");
  place.replaceChildren(make("p", { class: "soft" }, words.loading));
  try {
    const { results } = await ask(`/api/v1/recordings?pregnancy=${pregnancy}&limit=20`);
    place.replaceChildren(results.length ? make("ul", { class: "plain-list" }, ...results.map((recording) => make("li", {}, make("button", { type: "button", class: "card-link", onclick: () => { dialog.close(); share(recording.id); } },
      icon("trace"), make("span", {}, make("strong", {}, calendar.whole(recording.started_at)), make("span", { class: "soft small" }, fill(words.minutes, { minutes: Math.round(recording.duration_s / 60) })))))))
      : make("p", { class: "soft" }, words.no_recordings));
  } catch (error) {
    complain(error);
    dialog.close();
  }
}
