// A small client for mothers: sign in, write to the care team, see what to do now, send a photo, talk, rate.
import { createApi } from "./api.js";
import { callWords } from "./call-words.js";
import { createConnection } from "./connection.js";
import { element, when } from "./dom.js";
import { createThread } from "./thread.js";

const server = new URLSearchParams(location.hash.slice(1)).get("server") ?? "http://127.0.0.1:8000";
const find = (id) => document.getElementById(id);
const main = find("main");
const api = createApi({ server, token: sessionStorage.getItem("kaishi:token") });
const threads = new Map();
let me = null;
let connection = null;
let call = null;
let current = null;
let heads = new Map();
let leave = () => {};
const seen = new Set();

const STATES = {
  connecting: "Connecting …",
  connected: "",
  offline: "No connection. What you write is kept and sent as soon as there is one.",
  signed_out: "You were signed out. Please sign in again.",
};

function show(title, ...content) {
  leave();
  leave = () => {};
  find("title").textContent = title;
  find("back").hidden = true;
  find("ring").hidden = true;
  main.replaceChildren(...content);
  current = null;
}

function signInPage() {
  const error = element("p", { class: "error", role: "alert" });
  const form = element("form", {},
    element("label", {}, "E-mail", element("input", { name: "email", type: "email", autocomplete: "username", required: "" })),
    element("label", {}, "Password", element("input", { name: "password", type: "password", autocomplete: "current-password", required: "" })),
    error, element("button", { class: "main" }, "Sign in"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      sessionStorage.setItem("kaishi:token", await api.signIn(form.email.value, form.password.value));
      await begin();
    } catch (refused) {
      error.textContent = refused.message || "No connection. Please try again.";
    }
  });
  show("My care team", form);
}

async function begin() {
  me = await api.get("/api/v1/me");
  connection?.end();
  connection = createConnection({ api, onFrame: heard, onState: (state) => {
    find("connection").textContent = STATES[state];
    if (state === "signed_out") signInPage();
  } });
  await prepareCalls();
  await listPage();
}

// The call itself comes from the server's own module: it knows no page and no framework.
async function prepareCalls() {
  if (call || !navigator.mediaDevices) return;
  const { createCall } = await import(`${server}/static/consultations/js/call.js`);
  const style = element("link", { rel: "stylesheet", href: `${server}/static/consultations/css/call.css` });
  document.head.append(style);
  call = createCall({
    person: me.id,
    send: (frame) => connection.send(frame),
    onFrame: (handler) => connection.listen(handler),
    iceServers: (id) => api.get(`/api/v1/calls/${id}/ice-servers`),
    ownCall: () => api.get("/api/v1/calls/own"),
    words: callWords,
    elements: { root: find("call") },
  });
}

function threadOf(id) {
  if (!threads.has(id)) threads.set(id, createThread({ id, person: me.id, storage: localStorage }));
  return threads.get(id);
}

async function heard(frame) {
  if (frame.type === "heads") {
    heads = new Map(frame.threads.map((one) => [one.thread, one]));
    for (const id of heads.keys()) sendWaiting(threadOf(id));
    if (current) connection.send({ type: "open", thread: current.id, after: current.whole() });
  } else if (frame.type === "head") {
    heads.set(frame.thread, frame);
  } else if (frame.type === "opened" || frame.type === "posted") {
    const thread = threadOf(frame.thread);
    thread.add(frame.messages);
    if (frame.has_more) connection.send({ type: "open", thread: thread.id, after: thread.whole() });
    advise(frame.messages.filter(() => frame.type === "posted"));
    reached(thread);
  } else if (frame.type === "accepted") {
    const sent = threadOf(frame.thread).accepted(frame.client_id);
    if (sent) threadOf(frame.thread).add([{ ...sent, ...mine(frame) }]);
    threadOf(frame.thread).add(frame.followed_by);
    advise(frame.followed_by);
  } else if (frame.type === "refused" && frame.client_id) {
    threadOf(frame.thread).refused(frame.client_id, frame.detail, frame.retry_after_s == null);
    if (frame.retry_after_s != null) setTimeout(() => sendWaiting(threadOf(frame.thread)), 1000 * frame.retry_after_s);
  }
  if (frame.type === "attachmentready") links.delete(frame.attachment);
  repaint(frame.thread);
}

const mine = (frame) => ({ id: frame.id, sequence: frame.sequence, posted_at: frame.posted_at, author: me.id, by_mother: true, relation: "", relates_to: null, advice: [], words: "" });

function sendWaiting(thread) {
  for (const { client_id, kind, text, attachments } of thread.unsent()) {
    connection.send({ type: "post", thread: thread.id, client_id, kind, text, attachments });
  }
}

function reached(thread) {
  const sequence = thread.whole();
  if (!sequence) return;
  const isSeen = current?.id === thread.id && document.visibilityState === "visible";
  connection.send({ type: isSeen ? "read" : "delivered", thread: thread.id, sequence });
}

// What to do now is shown over everything else, before anybody has read a word of hers.
// What lies back longer stands in its conversation.
const ADVICE_MS = 15 * 60_000;

function advise(messages) {
  const fresh = messages.filter((message) => Date.now() - Date.parse(message.posted_at) < ADVICE_MS && !seen.has(message.id));
  const advice = fresh.flatMap((message) => message.advice ?? []);
  if (!advice.length) return;
  for (const message of fresh) seen.add(message.id);
  const isEmergency = advice.some((one) => one.severity === "emergency");
  const close = element("button", { type: "button", class: "main" }, "I have read this");
  close.addEventListener("click", () => { find("advice").hidden = true; });
  const sentences = [...new Set(advice.map((one) => one.what_to_do))];
  find("advice").replaceChildren(
    element("h2", { id: "advice-title" }, isEmergency ? "Get help now" : "Please act now"),
    ...sentences.map((sentence) => element("p", { dir: "auto" }, sentence)),
    element("p", {}, "Your care team was told at the same moment."), close);
  find("advice").hidden = false;
  close.focus();
}

async function listPage() {
  const { results } = await api.get("/api/v1/consultations");
  const fresh = element("button", { type: "button", class: "main" }, "Write to my care team");
  fresh.addEventListener("click", newPage);
  const rows = results.map((one) => {
    const button = element("button", { type: "button", class: "thread" },
      element("strong", { dir: "auto" }, one.topic),
      one.unread ? element("span", { class: "badge", "aria-label": `${one.unread} unread` }, String(one.unread)) : "",
      element("small", {}, `${one.team.name} · ${one.state === "closed" ? "closed" : when(one.last_posted_at ?? one.opened_at)}`));
    button.addEventListener("click", () => threadPage(one));
    return button;
  });
  const empty = element("p", {}, "Nothing here yet. Your care team reads what you write here.");
  show("My care team", element("div", { class: "list" }, fresh, ...(rows.length ? rows : [empty])));
}

async function newPage() {
  const error = element("p", { class: "error", role: "alert" });
  const urgency = element("select", { name: "urgency" }, ...[["routine", "In the coming days"], ["soon", "Today"], ["urgent", "As soon as possible"]].map(([value, text]) => element("option", { value }, text)));
  const form = element("form", {},
    element("label", {}, "What is it about?", element("input", { name: "topic", required: "", maxlength: "120" })),
    element("label", {}, "When do you need an answer?", urgency),
    error, element("button", { class: "main" }, "Begin"));
  const client_id = crypto.randomUUID();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const pregnancies = await api.get("/api/v1/pregnancies");
      const pregnancy = (pregnancies.results.find((one) => one.state === "going") ?? pregnancies.results[0])?.id;
      threadPage(await api.post("/api/v1/consultations", { client_id, pregnancy, topic: form.topic.value, urgency: form.urgency.value }));
    } catch (refused) {
      error.textContent = refused.message;
    }
  });
  show("New question", form);
  find("back").hidden = false;
}

function threadPage(about) {
  const thread = threadOf(about.id);
  const list = element("ol", { class: "messages", "aria-live": "polite" });
  const after = element("div", {});
  show(about.topic, list, about.state === "closed" ? closedPart(about) : composer(thread), after);
  current = thread;
  current.paint = () => paint(thread, list);
  find("back").hidden = false;
  find("ring").hidden = !call || about.state === "closed";
  find("ring").onclick = () => call.start(about.id, "video");
  connection.send({ type: "open", thread: thread.id, after: thread.whole() });
  current.paint();
}

function composer(thread) {
  const text = element("textarea", { name: "text", rows: "1", "aria-label": "Message", maxlength: "10000", dir: "auto" });
  const file = element("input", { type: "file", accept: "image/*,application/pdf,audio/*", "aria-label": "Photo or file" });
  const error = element("p", { class: "error", role: "alert" });
  const form = element("form", { class: "composer" }, element("span", { class: "file" }, "＋", file), text, element("button", { class: "main" }, "Send"), error);
  const write = (message) => {
    thread.write({ client_id: crypto.randomUUID(), kind: "text", text: "", attachments: [], ...message });
    sendWaiting(thread);
    repaint(thread.id);
  };
  let told = 0;
  text.addEventListener("input", () => {
    if (Date.now() - told > 3_000 && connection.send({ type: "typing", thread: thread.id })) told = Date.now();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!text.value.trim()) return;
    write({ text: text.value });
    text.value = "";
  });
  file.addEventListener("change", async () => {
    const chosen = file.files[0];
    if (!chosen) return;
    error.textContent = "Sending …";
    try {
      const body = new FormData();
      body.append("client_id", crypto.randomUUID());
      body.append("file", chosen);
      const stored = await api.post(`/api/v1/consultations/${thread.id}/attachments`, body);
      const kind = { image: "image", audio: "voice_note" }[stored.kind] ?? "file";
      write({ kind, attachments: [stored.id] });
      error.textContent = "";
    } catch (refused) {
      error.textContent = refused.message;
    }
    file.value = "";
  });
  return form;
}

function closedPart(about) {
  const reopen = element("button", { type: "button" }, "I have another question about this");
  reopen.addEventListener("click", async () => threadPage(await api.post(`/api/v1/consultations/${about.id}/reopen`)));
  const part = element("div", { class: "list" }, element("p", {}, "This conversation is closed."), reopen);
  notes(about, part).catch(() => {});
  rating(about, part).catch(() => {});
  return part;
}

// What her team wrote down and released, as text.
async function notes(about, part) {
  const { notes: released } = await api.get(`/api/v1/consultations/${about.id}/notes`);
  for (const note of released) {
    for (const name of ["assessment", "plan", "advice"]) {
      if (note[name]) part.prepend(element("p", { class: "note", dir: "auto" }, note[name]));
    }
  }
}

async function rating(about, part) {
  const asked = await api.get(`/api/v1/consultations/${about.id}/rating`);
  if (!asked?.is_asked) return;
  const stars = [1, 2, 3, 4, 5].map((stars) => {
    const button = element("button", { type: "button", "aria-label": `${stars} of 5` }, "★".repeat(stars));
    button.addEventListener("click", async () => {
      await api.ask("PUT", `/api/v1/consultations/${about.id}/rating`, { stars });
      part.querySelector(".rating").replaceChildren(element("p", { role: "status" }, "Thank you."));
    });
    return button;
  });
  part.append(element("div", { class: "rating" }, element("p", {}, "How was it?"), element("div", { class: "stars" }, ...stars)));
}

function repaint(id) {
  if (current && (!id || current.id === id)) current.paint();
}

function paint(thread, list) {
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const rows = thread.shown().map((message) => painted(message));
  for (const one of thread.waiting()) {
    const row = element("li", { class: `message own ${one.refused ? "failed" : ""}` }, element("p", { dir: "auto" }, one.text || "…"),
      element("span", { class: "when" }, one.refused ? `Not sent: ${one.refused}` : "Waits"));
    if (one.refused) {
      const away = element("button", { type: "button" }, "Discard");
      away.addEventListener("click", () => { thread.discard(one.client_id); thread.paint(); });
      row.append(away);
    }
    rows.push(row);
  }
  list.replaceChildren(...rows);
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}

function painted(message) {
  if (message.kind === "system") {
    const isFlag = message.advice?.length > 0;
    return element("li", { class: `message system ${isFlag ? "flag" : ""}` }, element("p", { dir: "auto" }, message.words));
  }
  const row = element("li", { class: `message ${message.author === me.id ? "own" : ""}`, "data-sequence": String(message.sequence) });
  if (message.is_removed) row.append(element("p", {}, "Taken back"));
  else if (message.text) row.append(element("p", { dir: "auto" }, message.text));
  for (const id of (message.is_removed ? [] : (message.payload?.attachments ?? message.attachments ?? []))) row.append(attachment(String(id.id ?? id), message.kind));
  row.append(element("span", { class: "when" }, `${when(message.posted_at)}${message.is_corrected ? " · corrected" : ""}`));
  return row;
}

const links = new Map();

// A link is for her alone and for minutes; what it opens is kept by the page.
async function opened(id, variant) {
  const { url } = await api.get(`/api/v1/attachments/${id}/link?variant=${variant}`);
  const answer = await fetch(api.absolute(url));
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return URL.createObjectURL(await answer.blob());
}

function attachment(id, kind) {
  const place = element("p", {}, "File");
  const link = links.get(id) ?? opened(id, kind === "image" ? "small" : "full");
  links.set(id, link);
  link.then((address) => {
    if (kind === "image") place.replaceChildren(element("img", { src: address, alt: "Photo" }));
    else if (kind === "voice_note") place.replaceChildren(element("audio", { src: address, controls: "" }));
    else place.replaceChildren(element("a", { href: address, target: "_blank", rel: "noopener" }, "Open the file"));
  }, () => {
    links.delete(id); // it is being checked, or the link is over: asked again with the next painting
    place.textContent = "This file is being checked.";
  });
  return place;
}

find("back").addEventListener("click", () => {
  if (current) connection.send({ type: "close", thread: current.id });
  listPage();
});
document.addEventListener("visibilitychange", () => { if (current) reached(current); });
setInterval(() => { for (const thread of threads.values()) if (thread.unsent().length) sendWaiting(thread); }, 5_000);

if (api.token) begin().catch(signInPage);
else signInPage();
