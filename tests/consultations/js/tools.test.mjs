// Small rules of what goes with a message: quick replies, files, voice notes, unread counts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { files, messagesOf, together } from "../../../apps/consultations/static/consultations/js/files.js";
import { heads } from "../../../apps/consultations/static/consultations/js/heads.js";
import { found, PLACE } from "../../../apps/consultations/static/consultations/js/quick-replies.js";
import { receipts } from "../../../apps/consultations/static/consultations/js/receipts.js";
import { barsOf, clockOf } from "../../../apps/consultations/static/consultations/js/voice-note.js";

test("the badge is the sum of what the socket has told, and unknown where it has not told of every thread", () => {
  const known = heads();
  known.take({ type: "heads", is_cut: false, threads: [{ thread: "a", unread: 2 }, { thread: "b", unread: 0 }] });
  assert.equal(known.unread, 2);
  known.take({ type: "head", thread: "b", unread: 5, sequence: 9 });
  known.take({ type: "head", thread: "a", unread: 0, sequence: 4 });
  assert.equal(known.unread, 5);
  known.take({ type: "gone", subject: "b" });
  assert.equal(known.unread, 0);
  known.take({ type: "heads", is_cut: true, threads: [{ thread: "c", unread: 1 }] });
  assert.equal(known.unread, null);
  assert.equal(known.take({ type: "posted" }), false);
});

test("a tick follows how far she has come, and never goes back", () => {
  const reached = receipts({ me: "me", mother: "her" });
  assert.equal(reached.standing(4), "sent");
  reached.take({ person: "her", delivered_sequence: 4, read_sequence: 0 });
  assert.equal(reached.standing(4), "delivered");
  reached.take({ person: "her", delivered_sequence: 4, read_sequence: 4 });
  reached.take({ person: "her", delivered_sequence: 2, read_sequence: 1 });
  assert.equal(reached.standing(4), "read");
  assert.equal(reached.standing(5), "sent");
});

test("a colleague's reading is no reading of hers", () => {
  const reached = receipts({ me: "me", mother: "her" });
  reached.take({ person: "colleague", delivered_sequence: 9, read_sequence: 9 });
  reached.take({ person: "me", delivered_sequence: 9, read_sequence: 9 });
  assert.equal(reached.standing(4), "sent");
  assert.deepEqual(reached.seenBy(4, "her"), ["colleague"]);
});

test("a quick reply is found by words of title and text, in her language first", () => {
  const replies = [
    { title: "Iron tablets", text: "with juice", language: "en" },
    { title: "Come in", text: "about iron", language: "en" },
    { title: "철분제", text: "iron", language: "ko" },
  ];
  assert.deepEqual(found(replies, "iron", "ko").map((one) => one.title), ["철분제", "Iron tablets", "Come in"]);
  assert.deepEqual(found(replies, "JUICE iron").map((one) => one.title), ["Iron tablets"]);
  assert.deepEqual(found(replies, "sleep"), []);
  assert.equal(found(replies, "").length, 3);
});

test("a place that nobody filled is seen, braces that people write are not", () => {
  assert.ok(PLACE.test("It is {{week}} now"));
  assert.ok(PLACE.test("It is {{ }}"));
  assert.equal(PLACE.test("a {b} c"), false);
  assert.equal(PLACE.test("{{never closed"), false);
});

test("files of one kind go in one message, and the words with the first", () => {
  const file = (id, kind) => ({ id, kind });
  assert.deepEqual(messagesOf([file("a", "image"), file("b", "document"), file("c", "image"), file("d", "sound")], "look"), [
    { kind: "image", attachments: ["a", "c"], text: "look" },
    { kind: "file", attachments: ["b"], text: "" },
    { kind: "voice_note", attachments: ["d"], text: "" },
  ]);
  assert.deepEqual(messagesOf([], "look"), []);
});

test("numbers that lie close together are one question", () => {
  assert.deepEqual(together([3, 5, 40, 300, 310]), [[3, 40], [300, 310]]);
  assert.deepEqual(together([]), []);
});

test("a link that is about to end is made anew before a file is opened", async () => {
  let asked = 0;
  const file = (url, ends) => ({ id: "f", links_expire_at: new Date(ends).toISOString(), variants: [{ name: "full", url }] });
  const box = files({ thread: "t", changed: () => {}, complain: () => {}, now: () => 0, fetchJson: async () => { asked += 1; return file("new", 300_000); } });
  box.put(file("old", 10_000));
  assert.equal(await box.link("f", "large"), "new");
  assert.equal(await box.link("f", "full"), "new");
  assert.equal(asked, 1);
});

test("a waveform fills its width, and silence is still a line", () => {
  const bars = barsOf([0, 100, 50, 0], { width: 100, height: 20 });
  assert.deepEqual(bars.map((bar) => bar.x), [0, 25, 50, 75]);
  assert.deepEqual(bars.map((bar) => bar.height), [2, 20, 10, 2]);
  assert.deepEqual([clockOf(0), clockOf(65_000), clockOf(600_400)], ["0:00", "1:05", "10:00"]);
});

test("a file that nobody has looked at yet is asked again, ever less often, until somebody has", async () => {
  const pauses = [];
  const waiting = [];
  const states = ["received", "received", "checked"];
  const box = files({
    thread: "t", changed: () => {}, complain: (error) => { throw error; },
    fetchJson: async () => ({ id: "f", state: states.shift(), variants: [] }),
    timers: { setTimeout: (call, ms) => { pauses.push(ms); waiting.push(call); } },
  });
  box.put({ id: "f", state: "received", variants: [] });
  while (waiting.length) { waiting.shift()(); for (let turn = 0; turn < 5; turn += 1) await null; }
  assert.deepEqual(pauses, [1_500, 3_000, 6_000]);
  assert.equal(box.get("f").state, "checked");
});
