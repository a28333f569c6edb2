// The panel beside a conversation: what one has to know of her, and what colleagues say among themselves. Its parts are
// asked again when something has changed; what is being typed there stays.
import { fill } from "../../ui/js/strings.js";
import { runTabs } from "../../ui/js/tabs.js";
import { ask } from "./api.js";
import { pageAt, rarely, swap } from "./fragments.js";
import { fillColleagues, sentenceOf, showError } from "./tools.js";

const KEPT = "kaishi-side";
const AGAIN_MS = 60_000;

export function side({ root, thread, colleagues, words, storage, complain, note }) {
  const panel = root.querySelector("[data-side]");
  const isWide = () => matchMedia("(min-width: 70rem)").matches;
  let isStopped = false;

  const part = (name) => async () => {
    const fresh = (await pageAt(`/consultations/${thread}/${name}`)).querySelector(`#side-${name}-content`);
    const old = panel.querySelector(`#side-${name}-content`);
    if (isStopped || !fresh || old.contains(document.activeElement)) return;
    const taken = swap(old, fresh);
    if (name === "inside") count(Number(taken.dataset.count));
  };
  const askHer = rarely(part("her"), 50, complain);
  const askInside = rarely(part("inside"), 50, complain);

  const count = (number) => {
    const mark = panel.querySelector("[data-inside-count]");
    mark.hidden = !number;
    mark.textContent = number;
    panel.querySelector("#side-tab-inside").setAttribute("aria-label", fill(words.inside_count, { count: number }));
  };

  const show = (isOpen) => {
    root.classList.toggle("talk--side", isOpen);
    for (const button of root.querySelectorAll("[data-side-toggle]")) button.setAttribute("aria-expanded", String(isOpen));
  };

  const toggle = (event) => {
    if (!event.target.closest("[data-side-toggle]")) return;
    const isOpen = !root.classList.contains("talk--side");
    show(isOpen);
    if (isWide()) storage.setItem(KEPT, isOpen ? "open" : "shut");
    if (isOpen && !isWide()) panel.querySelector('[aria-selected="true"]').focus();
  };

  const keep = async (form) => {
    const text = form.querySelector("textarea");
    const mention = form.querySelector("select")?.value;
    form.dataset.clientId ||= crypto.randomUUID();
    try {
      await ask(`/api/v1/consultations/${thread}/internal-notes`, { method: "POST", body: { client_id: form.dataset.clientId, text: text.value, mentions: mention ? [mention] : [] } });
      form.reset();
      delete form.dataset.clientId;
      note.drop();
      showError(form, "");
      askInside();
    } catch (error) {
      showError(form, sentenceOf(error, words));
    }
  };
  const answer = async (form) => {
    try {
      await ask(`/api/v1/opinions/${form.dataset.opinionAnswer}/answer`, { method: "POST", body: { answer: form.querySelector("textarea").value } });
      document.activeElement?.blur();
      askInside();
    } catch (error) {
      showError(form, sentenceOf(error, words));
    }
  };
  const submitted = (event) => {
    const form = event.target.closest("form");
    if (!form.matches("[data-inside-form], [data-opinion-answer]")) return;
    event.preventDefault();
    (form.matches("[data-inside-form]") ? keep : answer)(form);
  };

  root.addEventListener("click", toggle);
  panel.addEventListener("submit", submitted);
  const writing = panel.querySelector("[data-inside-text]");
  writing.addEventListener("input", () => note.keep(writing.value));
  note.kept().then((kept) => { if (!writing.value) writing.value = kept; });
  runTabs(panel);
  fillColleagues(panel, colleagues());
  show(isWide() && storage.getItem(KEPT) !== "shut");
  askHer();
  askInside();
  const timer = setInterval(() => { if (document.visibilityState === "visible") { askHer(); askInside(); } }, AGAIN_MS);

  return {
    changed: () => { askHer(); askInside(); },
    colleaguesChanged: () => fillColleagues(panel, colleagues()),
    headChanged: () => show(root.classList.contains("talk--side")),
    toAlerts: () => {
      show(true);
      panel.querySelector("#side-tab-her").click();
      (panel.querySelector("#side-alerts a") ?? panel.querySelector("#side-her")).focus();
    },
    isOver: () => root.classList.contains("talk--side") && !isWide(),
    shut: () => show(false),
    stop: () => { isStopped = true; clearInterval(timer); root.removeEventListener("click", toggle); },
  };
}
