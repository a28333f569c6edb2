// The page of consultations: one socket, one outbox, the list, and the conversation that is open. Going from one to the next
// changes the address and not the page, so that nothing that was written or is on its way is touched.
import { duration } from "../../ui/js/duration.js";
import { stringsOf } from "../../ui/js/strings.js";
import { showToasts } from "../../ui/js/toasts.js";
import { paintSum } from "./badge.js";
import { ask } from "./api.js";
import { createCall } from "./call.js";
import { connection } from "./connection.js";
import { calendar as calendarOf } from "./days.js";
import { pageAt, rarely, swap } from "./fragments.js";
import { heads } from "./heads.js";
import { outbox as outboxOf } from "./outbox.js";
import { queueList } from "./queue.js";
import { paint as paintCountdown, tick } from "./countdown.js";
import { listRecordings } from "./recordings.js";
import { socketTo, watchNetwork } from "./socket.js";
import { stateBar } from "./state-bar.js";
import { openTalk } from "./talk.js";
import { tools } from "./tools.js";
import { vault as vaultOf } from "./vault.js";

const root = document.querySelector("[data-talks]");
const words = stringsOf(document, "talk-words");
const { me, key, zone, language } = root.dataset;
const calendar = calendarOf({ zone, language, words });
const toast = showToasts(document);
const vault = await vaultOf({ person: me, key, storage: window.localStorage });
const known = heads();
let talk = null;
const ears = new Set(); // what else listens to the socket: calls

const line = connection({
  open: socketTo("/ws/v1/consultations"),
  told: (state) => { bar.told(state); if (state.state === "live") outbox.live(); else outbox.lost(); talk?.changed(); },
  heard: (frame) => { HEARD[frame.type]?.(frame); for (const hear of ears) hear(frame); },
  isOnline: () => navigator.onLine,
});
const bar = stateBar({ words, calendar, retry: line.hurry });
const wire = { send: line.send, isLive: () => line.state === "live", urgencyOf: (thread) => known.of(thread)?.urgency ?? null };

const outbox = outboxOf({
  send: line.send,
  changed: (thread) => { if (talk?.thread === thread) talk.changed(); },
  keep: (item) => { vault.put(`unsent ${item.clientId}`, { ...item, state: "waiting" }).catch(complain); },
  drop: (item) => vault.drop(`unsent ${item.clientId}`),
});

// What has just come shows its clock in the words of the script at once, not a second later.
function counting(element) {
  for (const one of element.querySelectorAll("[data-countdown]")) paintCountdown(one, 0, duration);
}

const list = queueList({ root, focusSearch: () => root.querySelector("#talks-q").focus() });
const askRows = rarely(async () => {
  const rows = root.querySelector("#talks-rows");
  const open = talk ? `&open=${talk.thread}` : "";
  const fresh = (await pageAt(`/consultations/rows?tab=${rows.dataset.tab}${open}`)).querySelector("#talks-rows");
  if (!fresh) return;
  counting(swap(root.querySelector("#talks-rows"), fresh));
  markOpen(); // the answer may be older than what was opened meanwhile
}, 500, complain);
const askHead = rarely(async () => {
  if (!talk) return;
  const { thread } = talk;
  const fresh = (await pageAt(`/consultations/${thread}/head`)).querySelector("#talk-head");
  if (!fresh || talk?.thread !== thread) return;
  counting(swap(root.querySelector("#talk-head"), fresh));
  talk.headChanged();
}, 300, complain);
const moved = (frame) => {
  list.show(frame);
  askRows();
  if (talk?.thread !== frame.thread) return;
  if ((frame.state === "closed") === talk.isGoing) { go(location.href, { push: false }); return; } // another place to write, or none
  askHead();
  talk.hear(frame);
  talk.sideChanged();
};

const HEARD = {
  welcome: () => {},
  heads: (frame) => {
    known.take(frame);
    count();
    askRows();
    talk?.live();
    if (talk) askHead();
  },
  head: (frame) => { known.take(frame); count(); moved(frame); },
  opened: (frame) => { if (talk?.thread === frame.thread) talk.hear(frame); },
  posted: (frame) => { if (talk?.thread === frame.thread) talk.hear(frame); },
  receipt: (frame) => { if (talk?.thread === frame.thread) talk.hear(frame); },
  attachmentready: (frame) => { if (talk?.thread === frame.thread) talk.hear(frame); },
  typing: (frame) => { if (talk?.thread === frame.thread) talk.hear(frame); },
  presence: (frame) => { if (talk?.thread === frame.thread) talk.hear(frame); },
  accepted: (frame) => {
    const item = outbox.get(frame.client_id);
    if (item && talk?.thread === frame.thread) talk.accepted(frame, item);
    outbox.settle(frame.client_id);
  },
  refused: (frame) => {
    if (frame.client_id) outbox.refuse(frame.client_id, { code: frame.code, detail: detailOf(frame), retryAfterS: frame.retry_after_s });
  },
  gone: (frame) => {
    known.take(frame);
    count();
    askRows();
    if (talk?.thread === frame.subject) { close(); toast(words.gone, "warning"); history.replaceState(null, "", "/consultations/"); }
  },
};

function detailOf(frame) {
  return [frame.detail, ...(frame.errors ?? []).map((error) => error.message)].filter(Boolean).join(" ");
}

const title = document.title.replace(/^\(\d+\) /, "");
let titleNow = title;
function count() {
  paintSum(known).catch(complain);
  const unread = known.unread ?? 0;
  document.title = unread ? words.title_unread.replace("%(count)s", unread).replace("%(title)s", titleNow) : titleNow;
}

function complain(error) {
  if (error.name !== "AbortError") console.warn("consultations:", error.name, error.message);
}

// ── which conversation is open ────────────────────────────────────────────────────────────────────────────────────
function mount() {
  const element = root.querySelector("#talk");
  const asked = new URLSearchParams(location.search);
  root.classList.toggle("talks--open", "talk" in element.dataset);
  if (!("talk" in element.dataset)) return;
  talk = openTalk({
    root: element, data: JSON.parse(element.dataset.talk), me, words, calendar, line: wire, outbox, vault, toast,
    storage: window.localStorage, goTo: Number(asked.get("at")) || null, wanted: asked.get("q") ?? "",
  });
  bar.paint();
  if (wire.isLive()) talk.live();
  markOpen();
  const here = root.querySelector("[data-only-open]");
  here.hidden = false;
  here.querySelector("input").value = talk.thread;
}

function markOpen() {
  for (const link of root.querySelectorAll(".talk-row__link")) {
    if (talk && link.closest("[data-talk-row]")?.dataset.talkRow === talk.thread) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function close() {
  talk?.close();
  talk = null;
}

let opening = null;
async function go(url, { push = true } = {}) {
  opening?.abort();
  opening = new AbortController();
  root.classList.add("talks--busy");
  try {
    const page = await pageAt(url, { signal: opening.signal });
    close();
    swap(root.querySelector("#talk"), page.querySelector("#talk"));
    if (push) history.pushState(null, "", url);
    titleNow = page.title;
    mount();
    count();
    askRows();
  } catch (error) {
    if (error.name === "AbortError") return;
    complain(error);
    if (error.name === "TypeError") toast(words.not_opened, "critical");
    else location.assign(url);
  } finally {
    root.classList.remove("talks--busy");
  }
}

root.addEventListener("click", (event) => {
  const link = event.target.closest(".talk-row__link, .talk__back, .talks__tabs a, [data-goes]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (link.closest(".talks__tabs")) {
    root.querySelector("#talks-rows").dataset.tab = new URL(link.href).searchParams.get("tab");
    history.replaceState(null, "", link.href);
    askRows();
    return;
  }
  const url = new URL(link.href);
  if (talk && url.pathname === location.pathname && url.searchParams.get("at")) {
    history.replaceState(null, "", url);
    talk.jumpTo(Number(url.searchParams.get("at")), url.searchParams.get("q") ?? "");
    return;
  }
  go(link.href);
});
window.addEventListener("popstate", () => go(location.href, { push: false }));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
  const search = root.querySelector("#talks-q");
  if (document.activeElement === search && search.value) return;
  if (event.target.closest("dialog, details")) return;
  if (talk?.side.isOver()) { talk.side.shut(); return; }
  if (talk && (event.target === document.body || event.target.closest(".talk"))) root.querySelector('.talk-row__link[aria-current="true"]')?.focus();
});

const call = createCall({
  send: line.send,
  onFrame: (hear) => { ears.add(hear); return () => ears.delete(hear); },
  iceServers: (id) => ask(`/api/v1/calls/${id}/ice-servers`),
  ownCall: () => ask("/api/v1/calls/own"),
  words: stringsOf(document, "call-words"),
  elements: { root: document.querySelector("[data-call-root]") },
});

tools({
  current: () => talk, words, toast,
  done: () => { askHead(); askRows(); talk?.sideChanged(); },
  opened: {
    call: () => call.start(talk.thread, "video"),
    recordings: (dialog, { complain: say }) => listRecordings(dialog, { pregnancy: talk.pregnancy, words, calendar, share: talk.share, complain: (error) => { complain(error); say(error); } }),
    transfer: async (dialog, { ask: read, address, complain: say }) => {
      try {
        dialog.querySelector("[name=summary]").value = (await read(address("transfer-summary"))).summary;
      } catch (error) {
        say(error);
      }
    },
  },
});

mount();
tick(document, duration);
watchNetwork(line);
line.start();
outbox.restore(Object.values(await vault.all("unsent ")));
setInterval(outbox.tick, 1000);
