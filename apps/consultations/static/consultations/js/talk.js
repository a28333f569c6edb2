// One open conversation: joins what is known of it (thread-store.js), what is on its way (outbox.js), the list and the
// place to write. It hears frames of its thread and asks for messages by number when they come into sight.
import { fill } from "../../ui/js/strings.js";
import { attach } from "./attach.js";
import { attachments } from "./attachments-view.js";
import { composer } from "./composer.js";
import { files as filesOf } from "./files.js";
import { listView } from "./list.js";
import { loader } from "./loader.js";
import { people } from "./people.js";
import { quickReplies } from "./quick-replies.js";
import { receipts } from "./receipts.js";
import { rowOf } from "./rows.js";
import { paintRow } from "./rows-view.js";
import { side as sideOf } from "./side.js";
import { threadStore } from "./thread-store.js";
import { sentenceOf } from "./tools.js";
import { enlarge, openFile } from "./viewer.js";
import { wordingsDialog } from "./wordings.js";

const READ_PAUSE_MS = 250;

export function openTalk({ root, data, me, words, calendar, line, outbox, vault, storage, goTo = null, wanted = "", toast }) {
  const part = (name) => root.querySelector(`[data-talk-${name}]`);
  const thread = data.thread;
  const store = threadStore({ last: data.last });
  const reached = receipts({ me, mother: data.mother });
  const who = people({ thread, known: data.people, me, words, changed: () => { list.repaint(); side.colleaguesChanged(); } });
  const complain = (error) => { if (error.name !== "AbortError") { console.warn("talk:", error.name, error.message); toast(sentenceOf(error, words), "critical"); } };
  const files = filesOf({ thread, changed: () => list.repaint(), complain });
  let newFrom = null;
  let readTo = data.read;
  let readTimer = 0;
  let missed = 0;
  let told = data.last;
  let isSeen = true;
  let highlighted = goTo ? { number: goTo, words: wanted } : null;
  let typingTimer = 0;
  const typing = new Map();
  const present = new Map();

  store.take(data.messages);
  for (const receipt of data.receipts) reached.take(receipt);
  newFrom = data.first_unread;

  const pending = () => outbox.ofThread(thread);
  const rowAt = (index) => withStanding(rowOf(index, { store, pending: pending(), me, newFrom, calendar, now: new Date() }));
  // What is painted besides the message itself is part of its looks, so that a tick more is a row painted again.
  const withStanding = (row) => {
    if (row.type === "message" && row.sequence === lastDrawn()) row = { ...row, seenBy: reached.seenBy(row.sequence, row.author).map(who.nameOf) };
    if (row.type === "message" && row.isMine && !row.isRemoved) return { ...row, standing: reached.standing(row.sequence), names: who.nameOf(row.author) };
    if (row.type === "pending") return { ...row, isLive: line.isLive() };
    return row.author ? { ...row, names: who.nameOf(row.author), marked: highlighted?.number === row.sequence } : row;
  };

  const lastDrawn = () => {
    for (let number = store.last; number > 0; number -= 1) { const message = store.get(number); if (!message || message.relation === "") return number; }
    return 0;
  };

  const load = loader({ thread, store, took: () => { tellNew(); refresh(); }, failed: () => { part("said").textContent = words.not_loaded; } });

  const view = {
    words, calendar,
    mayWrite: data.is_going,
    get isLive() { return line.isLive(); },
    nameOf: who.nameOf, roleOf: who.roleOf,
    signOf: (category) => words[`sign_${category}`] ?? category,
    standing: reached.standing,
    highlight: (sequence) => (highlighted?.number === sequence ? highlighted.words : null),
    jump: (sequence) => jumpTo(sequence),
    versions: (sequence) => wordingsDialog({ thread, sequence, store, words, calendar }),
    toAlert: () => side.toAlerts(),
    attachments: (row) => attachments(row, view),
    files, complain,
    enlarge: (file) => enlarge(file, view),
    openFile: (file) => openFile(file, view),
  };

  const list = listView({
    scroller: part("scroll"), rows: part("rows"), rowAt,
    paint: (row) => paintRow(row, view),
    asked: (from, to) => { load.want(from + 1, to); },
    moved: ({ isAtEnd, last }) => { isSeen = isAtEnd; if (isAtEnd) missed = 0; showDown(isAtEnd); read(last + 1); },
  });
  const refresh = () => list.update(store.last + pending().length);

  let uploads = null;
  let replies = null;
  const write = composer({
    root: root.querySelector("[data-composer]"), words, storage,
    submit: ({ text, corrects }) => {
      if (corrects !== null) say({ text, relation: "correction", relatesTo: corrects });
      else if (uploads?.count) for (const message of uploads.take(text)) say(message);
      else say({ text });
    },
    attached: () => uploads,
    openReplies: () => replies?.open(),
    typed: () => line.send({ type: "typing", thread }),
    draft: { keep: (text) => { if (text) vault.put(`draft ${thread}`, text); else vault.drop(`draft ${thread}`); }, drop: () => vault.drop(`draft ${thread}`) },
    lastOwn: () => lastOwnText(),
  });
  vault.all(`draft ${thread}`).then((kept) => write?.restore(kept[`draft ${thread}`] ?? ""));

  uploads = attach({ root, thread, words, toast, files, changed: () => write?.look() });
  replies = quickReplies({ root, thread, language: data.language, words, complain, put: (text) => write?.put(text) });
  const colleagues = () => who.all().filter((person) => person.is_colleague && person.id !== me);
  const side = sideOf({
    root, thread, colleagues, words, storage, complain: (error) => console.warn("side:", error.name, error.message),
    note: { keep: (text) => { if (text) vault.put(`note ${thread}`, text); else vault.drop(`note ${thread}`); }, drop: () => vault.drop(`note ${thread}`), kept: async () => (await vault.all(`note ${thread}`))[`note ${thread}`] ?? "" },
  });
  const leaving = (event) => { if (uploads?.isBusy()) event.preventDefault(); };
  window.addEventListener("beforeunload", leaving);

  const say = (message) => {
    outbox.add({ clientId: crypto.randomUUID(), thread, writtenAt: new Date().toISOString(), ...message });
    newFrom = null;
    list.toEnd();
  };

  const lastOwnText = () => {
    for (let number = store.last; number > Math.max(0, store.last - 50); number -= 1) {
      const shown = store.shown(number);
      if (shown && shown.message.author === me && shown.message.relation === "" && shown.message.kind === "text" && !shown.removedBy) return { sequence: number, text: shown.text ?? "" };
    }
    return null;
  };

  // What was looked at is read; only while somebody looks.
  const read = (upTo) => {
    const number = Math.min(upTo, store.last);
    if (number <= readTo || document.visibilityState !== "visible" || !document.hasFocus()) return;
    clearTimeout(readTimer);
    readTimer = setTimeout(() => { if (number > readTo && line.send({ type: "read", thread, sequence: number })) readTo = number; }, READ_PAUSE_MS);
  };

  const showDown = (isAtEnd) => {
    part("down").hidden = isAtEnd;
    part("down-words").textContent = missed ? fill(words.new_below, { count: missed }) : words.to_newest;
    part("down").classList.toggle("talk__down--news", missed > 0);
  };

  const jumpTo = async (sequence, sought = "") => {
    if (sequence < 1 || sequence > store.last) return;
    highlighted = { number: sequence, words: sought };
    await load.now(Math.max(1, sequence - 20), Math.min(store.last, sequence + 20));
    list.repaint();
    list.toRow(sequence - 1);
    const element = list.elementOf(`m${sequence}`);
    element?.classList.add("row-of--found");
    element?.querySelector(".bubble")?.focus({ preventScroll: true });
  };

  // What others have said since the page knew of it last, by whatever road it came: said aloud, counted, marked.
  const tellNew = () => {
    if (told >= store.last || !store.has(store.last)) return;
    const fresh = []; // counted as the badge counts: what the system notes calls nobody, but is said
    let last = null;
    for (let number = told + 1; number <= store.last; number += 1) {
      const message = store.get(number);
      if (message?.author === me || message?.relation === "removal") continue;
      if (!message || message.author) fresh.push(number);
      last = message ?? last;
    }
    told = store.last;
    if (!last) return;
    if (!isSeen) missed += fresh.length;
    if (!isSeen || document.visibilityState !== "visible") newFrom ??= fresh[0] ?? null;
    typing.delete(last.author);
    who.need(last.author);
    part("said").textContent = fill(words.said, { name: last.author ? who.nameOf(last.author) : words.system, text: last.text || last.words || words[`kind_${last.kind}`] || "" });
    showTyping();
    line.send({ type: "delivered", thread, sequence: store.last });
  };

  const news = (messages) => {
    store.take(messages);
    tellNew();
    refresh();
  };

  const showTyping = () => {
    const now = Date.now();
    for (const [person, until] of typing) if (until <= now) typing.delete(person);
    const names = [...typing.keys()].map(who.nameOf);
    part("typing").hidden = names.length === 0;
    part("typing").textContent = names.length > 1 ? words.typing_many : names.length ? fill(words.typing_one, { name: names[0] }) : "";
    clearTimeout(typingTimer);
    if (names.length) typingTimer = setTimeout(showTyping, 1000);
  };

  const showPresent = () => {
    const now = Date.now();
    for (const [person, until] of present) if (until <= now) present.delete(person);
    const place = root.querySelector("[data-talk-here]");
    if (!place) return;
    const names = [...present.keys()].filter((person) => person !== me).map(who.nameOf);
    place.hidden = names.length === 0;
    place.textContent = names.length ? fill(words.here, { names: names.join(", ") }) : "";
  };
  const presence = setInterval(showPresent, 5_000);

  const FRAMES = {
    opened: (frame) => {
      news(frame.messages);
      if (frame.has_more) load.tail(store.last);
      line.send({ type: "delivered", thread, sequence: store.resumeAfter() });
    },
    posted: (frame) => news(frame.messages), // where numbers are missing before these, they are asked for once in sight
    head: (frame) => { if (frame.sequence > store.last) { const after = store.last; store.raise(frame.sequence); refresh(); load.tail(after); } },
    receipt: (frame) => {
      if (frame.person === me) { readTo = Math.max(readTo, frame.read_sequence); return; }
      if (reached.take(frame)) list.update(store.last + pending().length);
    },
    typing: (frame) => { if (frame.person && frame.person !== me) { typing.set(frame.person, Date.parse(frame.until)); who.need(frame.person); showTyping(); } },
    attachmentready: (frame) => files.ready(frame.attachment),
    presence: (frame) => { if (frame.person) { present.set(frame.person, Date.parse(frame.until)); who.need(frame.person); showPresent(); } },
  };

  const ACTS = {
    copy: ({ sequence }) => navigator.clipboard.writeText(store.shown(sequence)?.text ?? "").then(() => toast(words.copied, "ok")),
    correct: ({ sequence }) => { if (write) write.correct(sequence, store.shown(sequence)?.text ?? ""); },
    take_back: ({ sequence }) => askToTakeBack(() => say({ relation: "removal", relatesTo: sequence })),
    edit_pending: ({ key }) => { const item = outbox.settle(key.slice(1)); if (item && write) { if (item.relation === "correction") write.correct(item.relatesTo, item.text); else write.put(item.text); } },
    again_pending: ({ key }) => outbox.again(key.slice(1)),
    discard_pending: ({ key }) => outbox.settle(key.slice(1)),
  };
  const pressed = (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    const row = event.target.closest("[data-key]");
    if (act && row && ACTS[act]) ACTS[act]({ key: row.dataset.key, sequence: Number(row.dataset.sequence) });
    if (event.target.closest("[data-talk-down]")) { newFrom = missed ? newFrom : null; list.toEnd(); }
  };
  root.addEventListener("click", pressed);
  const looked = () => refresh();
  document.addEventListener("visibilitychange", looked);
  window.addEventListener("focus", looked);

  refresh();
  if (goTo) jumpTo(goTo, wanted);
  else if (newFrom && newFrom < store.last) { list.toRow(newFrom - 1, 0.2); } else list.toEnd();
  if (write && !matchMedia("(pointer: coarse)").matches && !goTo) write.focus();

  return {
    thread,
    hear: (frame) => FRAMES[frame.type]?.(frame),
    // An own message has been stored: it takes its number among the others.
    accepted: (frame, item) => {
      const stored = { id: frame.id, thread, sequence: frame.sequence, client_id: frame.client_id, author: me, by_mother: false, kind: item.kind, text: item.text, payload: item.target ? { [item.kind]: item.target } : null, relation: item.relation, relates_to: item.relatesTo, corrected_by: null, removed_by: null, sent_at: item.writtenAt, posted_at: frame.posted_at, words: "", advice: [] };
      if (item.attachments.length) store.raise(frame.sequence); else store.take([stored]);
      if (frame.followed_by.length) store.take(frame.followed_by);
      tellNew();
      refresh();
    },
    changed: refresh,
    headChanged: () => { showPresent(); side.headChanged(); },
    sideChanged: side.changed,
    side,
    colleagues,
    isGoing: data.is_going,
    pregnancy: data.pregnancy,
    urgency: () => line.urgencyOf(thread) ?? data.urgency,
    share: (recording) => say({ kind: "recording", target: recording }),
    jumpTo,
    live: () => line.send({ type: "open", thread, after: store.resumeAfter() }),
    composer: write,
    list,
    close: () => {
      line.send({ type: "close", thread });
      clearInterval(presence);
      clearTimeout(typingTimer);
      clearTimeout(readTimer);
      root.removeEventListener("click", pressed);
      document.removeEventListener("visibilitychange", looked);
      window.removeEventListener("focus", looked);
      side.stop();
      files.stop();
      window.removeEventListener("beforeunload", leaving);
      load.stop();
      list.stop();
    },
  };
}

function askToTakeBack(yes) {
  const dialog = document.querySelector("[data-take-back]");
  const agreed = () => { dialog.close(); yes(); };
  dialog.querySelector("[data-take-back-yes]").addEventListener("click", agreed, { once: true });
  dialog.addEventListener("close", () => dialog.querySelector("[data-take-back-yes]").removeEventListener("click", agreed), { once: true });
  dialog.showModal();
}
