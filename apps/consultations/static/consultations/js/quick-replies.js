// Texts that are written often: «;» in an empty field or the button opens the list, typing narrows it. What is known of her
// is filled in by the server; what is not stays visible as {{place}}, and nothing is sent while one is there.
import { ask } from "./api.js";
import { make } from "./dom.js";

export const PLACE = /\{\{[^{}]*\}\}/;

// Those that hold every word that was typed, in title or text: in her language first, then where the title begins with it.
export function found(replies, typed, language = "") {
  const sought = typed.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const fits = (reply) => sought.every((word) => `${reply.title} ${reply.text}`.toLocaleLowerCase().includes(word));
  const begins = (reply) => (sought.length && reply.title.toLocaleLowerCase().startsWith(sought[0]) ? 0 : 1);
  const other = (reply) => (reply.language === language ? 0 : 1);
  return replies.filter(fits).sort((one, two) => other(one) - other(two) || begins(one) - begins(two) || one.title.localeCompare(two.title));
}

export function quickReplies({ root, thread, language, words, put, complain }) {
  const box = root.querySelector("[data-replies]");
  if (!box) return null;
  const search = box.querySelector("[data-replies-search]");
  const list = box.querySelector("[data-replies-list]");
  const button = root.querySelector("[data-composer-replies]");
  let replies = null;
  let shown = [];
  let at = 0;
  let isHurried = false; // Enter came before the list did

  const paint = () => {
    shown = found(replies ?? [], search.value, language);
    at = Math.min(at, Math.max(0, shown.length - 1));
    list.replaceChildren(...(shown.length ? shown.map((reply, index) => make("li", { role: "option", id: `reply-${index}`, class: "replies__one", "aria-selected": String(index === at), lang: reply.language, "data-index": index },
      make("strong", {}, reply.title), make("span", { class: "soft small", dir: "auto" }, reply.text)))
      : [make("li", { class: "replies__none soft" }, replies ? words.no_replies : words.loading)]));
    search.setAttribute("aria-activedescendant", shown.length ? `reply-${at}` : "");
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  };

  const open = async () => {
    box.hidden = false;
    button.setAttribute("aria-expanded", "true");
    search.value = "";
    at = 0;
    isHurried = false;
    paint();
    search.focus();
    if (replies) return;
    try {
      replies = (await ask("/api/v1/quick-replies?limit=100")).results;
      paint();
      if (isHurried && !box.hidden && shown[0]) choose(shown[0]);
    } catch (error) {
      complain(error);
      shut();
    }
  };
  const shut = () => { box.hidden = true; button.setAttribute("aria-expanded", "false"); };

  const choose = async (reply) => {
    shut();
    try {
      const filled = await ask(`/api/v1/quick-replies/${reply.id}/preview`, { method: "POST", body: { consultation: thread } });
      put(filled.text);
    } catch (error) {
      complain(error);
    }
  };

  button.addEventListener("click", () => (box.hidden ? open() : shut()));
  search.addEventListener("input", () => { at = 0; paint(); });
  search.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); at = Math.max(0, Math.min(shown.length - 1, at + (event.key === "ArrowDown" ? 1 : -1))); paint(); }
    else if (event.key === "Enter") { event.preventDefault(); if (shown[at]) choose(shown[at]); else isHurried = replies === null; }
    else if (event.key === "Escape") { event.stopPropagation(); event.preventDefault(); shut(); put(""); }
  });
  list.addEventListener("click", (event) => { const one = event.target.closest("[data-index]"); if (one) choose(shown[Number(one.dataset.index)]); });
  box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget) && event.relatedTarget !== button) shut(); });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus

  return { open };
}
