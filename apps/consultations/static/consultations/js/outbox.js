// What somebody has written and the server has not acknowledged yet. Each has an id of its own that never changes, so that
// it may be sent as often as it takes: the server keeps it once. One at a time for each thread, so that their order stays.
//
// item: { clientId, thread, kind, text, target, attachments, relation, relatesTo, writtenAt, state, why }
// state: waiting | sending | refused. `why`: { code, detail } of a refusal that only she can mend.
export const AGAIN_MS = 10_000;

export function outbox({ send, now = () => Date.now(), changed = () => {}, keep = () => {}, drop = () => {} }) {
  const items = new Map(); // clientId → item, in the order in which they were written
  let isLive = false;

  const ofThread = (thread) => [...items.values()].filter((item) => item.thread === thread);

  const flush = () => {
    if (!isLive) return;
    const busy = new Set([...items.values()].filter((item) => item.state === "sending").map((item) => item.thread));
    for (const item of items.values()) {
      if (item.state === "refused" || busy.has(item.thread)) continue;
      busy.add(item.thread); // what follows waits for this one, also where it waits itself
      if (item.state !== "waiting" || item.notBefore > now()) continue;
      if (!send(frameOf(item))) return;
      item.state = "sending";
      item.sentAt = now();
      changed(item.thread);
    }
  };

  const frameOf = (item) => {
    const frame = { type: "post", thread: item.thread, client_id: item.clientId, kind: item.kind, text: item.text, sent_at: item.writtenAt };
    if (item.target) frame.target = item.target;
    if (item.attachments?.length) frame.attachments = item.attachments;
    if (item.relation) Object.assign(frame, { relation: item.relation, relates_to: item.relatesTo });
    return frame;
  };

  const add = (item) => {
    const whole = { kind: "text", text: "", target: null, attachments: [], relation: "", relatesTo: null, why: null, notBefore: 0, state: "waiting", ...item };
    items.set(whole.clientId, whole);
    keep(whole);
    changed(whole.thread);
    flush();
    return whole;
  };

  const settle = (clientId) => {
    const item = items.get(clientId);
    if (!item) return null;
    items.delete(clientId);
    drop(item);
    changed(item.thread);
    flush();
    return item;
  };

  const refuse = (clientId, { code, detail, retryAfterS = null }) => {
    const item = items.get(clientId);
    if (!item) return null;
    if (retryAfterS !== null && retryAfterS !== undefined) {
      item.state = "waiting";
      item.notBefore = now() + retryAfterS * 1000;
    } else {
      item.state = "refused";
      item.why = { code, detail };
      keep(item);
    }
    changed(item.thread);
    flush();
    return item;
  };

  return {
    add, settle, refuse, flush, ofThread,
    // What an earlier visit left behind: it goes out again unless it had been refused.
    restore: (kept) => {
      for (const item of kept.sort((a, b) => (a.writtenAt < b.writtenAt ? -1 : 1))) {
        if (!items.has(item.clientId)) items.set(item.clientId, { ...item, state: item.why ? "refused" : "waiting", notBefore: 0 });
      }
      for (const thread of new Set(kept.map((item) => item.thread))) changed(thread);
      flush();
    },
    live: () => { isLive = true; flush(); },
    // Nobody knows what arrived of what was under way: all of it goes out again.
    lost: () => {
      isLive = false;
      for (const item of items.values()) if (item.state === "sending") { item.state = "waiting"; changed(item.thread); }
    },
    // Sends again what has had no answer for too long, or may be sent by now.
    tick: () => {
      for (const item of items.values()) if (item.state === "sending" && now() - item.sentAt > AGAIN_MS) item.state = "waiting";
      flush();
    },
    again: (clientId) => {
      const item = items.get(clientId);
      if (!item) return;
      Object.assign(item, { state: "waiting", why: null, notBefore: 0 });
      keep(item);
      changed(item.thread);
      flush();
    },
    get: (clientId) => items.get(clientId) ?? null,
    get size() { return items.size; },
  };
}
