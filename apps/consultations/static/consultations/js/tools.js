// What one may do with a consultation beside talking: take it, hand it over, say how urgent it is, ask, send on. Every
// button and form says its name ([data-tool], [data-tool-form]); where it goes and what it sends stands here.
import { ask, Refusal } from "./api.js";
import { make } from "./dom.js";

const AT_ONCE = {
  claim: { path: "claim" },
  give_back: { path: "give-back" },
  reopen: { path: "reopen" },
};
const FORMS = {
  urgency: { path: "urgency", method: "PUT", body: ({ urgency }) => ({ urgency }) },
  hand_over: { path: "hand-over", body: ({ to, note }) => ({ to: to || null, note }) },
  opinion: { path: "opinions", body: ({ asked_of: asked, question }, id) => ({ client_id: id, asked_of: asked, question }) },
  transfer: { path: "transfers", body: ({ hospital, urgency, reason, summary }, id) => ({ client_id: id, hospital, urgency, reason, summary }) },
};

export function tools({ current, words, toast, done, opened = {} }) {
  const address = (path) => `/api/v1/consultations/${current().thread}/${path}`;
  const dialogOf = (name) => document.getElementById(`tool-${name}`);

  const atOnce = async (name, button) => {
    button.disabled = true;
    try {
      await ask(address(AT_ONCE[name].path), { method: "POST" });
      done(name);
    } catch (error) {
      toast(sentenceOf(error, words), "critical");
      if (error instanceof Refusal) done(name); // somebody else was faster: show how it stands now
    } finally {
      button.disabled = false;
    }
  };

  const open = (name) => {
    const dialog = dialogOf(name);
    const form = dialog.querySelector("form");
    form?.reset();
    if (form) form.dataset.clientId = crypto.randomUUID(); // the same for every try of this form
    showError(dialog, "");
    fillColleagues(dialog, current().colleagues());
    if (name === "urgency") for (const choice of form.elements.urgency) choice.checked = choice.value === current().urgency();
    opened[name]?.(dialog, { ask, address, complain: (error) => showError(dialog, sentenceOf(error, words)) });
    dialog.showModal();
  };

  const send = async (form) => {
    const { path, method = "POST", body } = FORMS[form.dataset.toolForm];
    const dialog = form.closest("dialog");
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    showError(dialog, "");
    try {
      await ask(address(path), { method, body: body(Object.fromEntries(new FormData(form)), form.dataset.clientId) });
      dialog.close();
      done(form.dataset.toolForm);
    } catch (error) {
      showError(dialog, sentenceOf(error, words));
    } finally {
      button.disabled = false;
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tool]");
    if (!button || !current()) return;
    button.closest("details[data-menu]")?.removeAttribute("open");
    const name = button.dataset.tool;
    if (AT_ONCE[name]) atOnce(name, button);
    else if (dialogOf(name)) open(name);
    else opened[name]?.(button);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-tool-form]");
    if (!form) return;
    event.preventDefault();
    send(form);
  });
}

// What the server said, or that there was no way to it.
export function sentenceOf(error, words) {
  if (!(error instanceof Refusal)) return words.not_reached;
  return [error.message, ...error.errors.map((one) => one.message)].filter(Boolean).join(" ") || words.not_reached;
}

export function showError(root, text) {
  const place = root.querySelector("[data-error]");
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
}

export function fillColleagues(root, colleagues) {
  for (const select of root.querySelectorAll("select[data-colleagues]")) {
    const first = select.options[0];
    select.replaceChildren(first, ...colleagues.map(({ id, name, role }) => make("option", { value: id }, `${name} (${role})`)));
    select.value = "";
  }
}
