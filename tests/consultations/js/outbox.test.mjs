// What is not acknowledged yet: sent until it is, in order, never lost, and kept with its reason where it is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { AGAIN_MS, outbox } from "../../../apps/consultations/static/consultations/js/outbox.js";

function world({ isLive = true } = {}) {
  const made = { sent: [], kept: new Map(), now: 1_000, works: true };
  made.box = outbox({
    send: (frame) => { if (made.works) made.sent.push(frame); return made.works; },
    now: () => made.now,
    keep: (item) => made.kept.set(item.clientId, { ...item }),
    drop: (item) => made.kept.delete(item.clientId),
  });
  if (isLive) made.box.live();
  made.write = (clientId, thread = "t", text = clientId) => made.box.add({ clientId, thread, text, writtenAt: `2026-03-02T09:00:0${made.box.size}Z` });
  made.ids = () => made.sent.map((frame) => frame.client_id);
  return made;
}

test("one at a time in a thread, so that their order stays; threads do not wait for each other", () => {
  const made = world();
  for (const [id, thread] of [["a", "t"], ["b", "t"], ["c", "u"]]) made.write(id, thread);
  assert.deepEqual(made.ids(), ["a", "c"]);
  made.box.settle("a");
  assert.deepEqual(made.ids(), ["a", "c", "b"]);
});

test("what is written without a connection is kept and goes out when there is one", () => {
  const made = world({ isLive: false });
  made.write("a");
  assert.deepEqual([made.ids(), [...made.kept.keys()]], [[], ["a"]]);
  made.box.live();
  assert.deepEqual(made.ids(), ["a"]);
  assert.equal(made.kept.size, 1, "kept until it is acknowledged");
  made.box.settle("a");
  assert.equal(made.kept.size, 0);
});

test("a connection that breaks sends the same again under the same id", () => {
  const made = world();
  made.write("a");
  made.box.lost();
  assert.equal(made.box.get("a").state, "waiting");
  made.box.live();
  assert.deepEqual(made.ids(), ["a", "a"]);
});

test("a message that nobody answers is sent again after a while, not before", () => {
  const made = world();
  made.write("a");
  made.now += AGAIN_MS;
  made.box.tick();
  assert.deepEqual(made.ids(), ["a"]);
  made.now += 1;
  made.box.tick();
  assert.deepEqual(made.ids(), ["a", "a"]);
});

test("a refusal that time mends holds the thread back until then, and keeps the order", () => {
  const made = world();
  made.write("a");
  made.write("b");
  made.box.refuse("a", { code: "throttled", detail: "…", retryAfterS: 2 });
  made.box.tick();
  assert.deepEqual(made.ids(), ["a"]);
  made.now += 2_000;
  made.box.tick();
  assert.deepEqual(made.ids(), ["a", "a"]);
  made.box.settle("a");
  assert.deepEqual(made.ids(), ["a", "a", "b"]);
});

test("a refusal that only she can mend stays with its reason, lets the next ones pass, and survives a reload", () => {
  const made = world();
  made.write("a");
  made.write("b");
  made.box.refuse("a", { code: "thread_closed", detail: "It is closed." });
  assert.deepEqual(made.ids(), ["a", "b"]);
  assert.deepEqual(made.kept.get("a").why, { code: "thread_closed", detail: "It is closed." });

  const later = world();
  later.box.restore([made.kept.get("a")]);
  assert.equal(later.box.get("a").state, "refused");
  assert.deepEqual(later.ids(), []);
  later.box.again("a");
  assert.deepEqual(later.ids(), ["a"]);
});

test("what an earlier visit left is sent in the order in which it was written", () => {
  const made = world();
  const left = (clientId, writtenAt) => ({ clientId, thread: "t", kind: "text", text: clientId, attachments: [], relation: "", relatesTo: null, why: null, writtenAt, state: "sending" });
  made.box.restore([left("second", "2026-03-02T09:00:02Z"), left("first", "2026-03-02T09:00:01Z")]);
  made.box.settle("first");
  assert.deepEqual(made.ids(), ["first", "second"]);
});

test("a socket that does not take the frame loses nothing", () => {
  const made = world();
  made.works = false;
  made.write("a");
  assert.equal(made.box.get("a").state, "waiting");
});

test("a frame says what it relates to only where it relates to something", () => {
  const made = world();
  made.write("a");
  assert.deepEqual(Object.keys(made.sent[0]), ["type", "thread", "client_id", "kind", "text", "sent_at"]);
  made.box.add({ clientId: "b", thread: "u", relation: "removal", relatesTo: 4, writtenAt: "2026-03-02T09:00:00Z" });
  assert.deepEqual([made.sent[1].relation, made.sent[1].relates_to], ["removal", 4]);
});
