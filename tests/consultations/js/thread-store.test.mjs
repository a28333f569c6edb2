// What is known of a thread: numbers without gaps, corrections and removals in whatever order they come.
import assert from "node:assert/strict";
import { test } from "node:test";
import { threadStore } from "../../../apps/consultations/static/consultations/js/thread-store.js";

const said = (sequence, text = `m${sequence}`, more = {}) => ({ sequence, text, author: "a", kind: "text", relation: "", relates_to: null, corrected_by: null, removed_by: null, posted_at: "2026-03-02T09:00:00Z", ...more });

test("the same message twice is one, and the highest number is the length of the thread", () => {
  const store = threadStore({ last: 2 });
  store.take([said(5), said(5), said(4)]);
  assert.deepEqual([store.count, store.last], [2, 5]);
});

test("what is missing is known by number, in stretches that can be asked for", () => {
  const store = threadStore({ last: 10 });
  store.take([said(3), said(7)]);
  assert.deepEqual(store.missing(1, 10), [{ from: 1, to: 2 }, { from: 4, to: 6 }, { from: 8, to: 10 }]);
  assert.deepEqual(store.missing(3, 3), []);
  assert.deepEqual(threadStore({ last: 250 }).missing(1, 250), [{ from: 1, to: 100 }, { from: 101, to: 200 }, { from: 201, to: 250 }]);
  assert.deepEqual(store.missing(8, 400), [{ from: 8, to: 10 }], "nothing is asked beyond the newest");
});

test("a correction is shown in place of the first wording, whichever of both arrives first", () => {
  for (const order of [[said(1, "2 g"), said(2, "2 mg", { relation: "correction", relates_to: 1 })], [said(2, "2 mg", { relation: "correction", relates_to: 1 }), said(1, "2 g")]]) {
    const store = threadStore();
    for (const message of order) store.take([message]);
    assert.equal(store.shown(1).text, "2 mg");
    assert.equal(store.shown(1).correctedBy, 2);
    assert.deepEqual(store.versions(1).map((one) => one.text), ["2 g", "2 mg"]);
  }
});

test("of several corrections the newest stands", () => {
  const store = threadStore();
  store.take([said(1, "one"), said(4, "three", { relation: "correction", relates_to: 1 }), said(3, "two", { relation: "correction", relates_to: 1 })]);
  assert.equal(store.shown(1).text, "three");
  assert.deepEqual(store.versions(1).map((one) => one.text), ["one", "two", "three"]);
});

test("a wording that was corrected is not shown as if it stood while the new one is on its way", () => {
  const store = threadStore({ last: 900 });
  store.take([said(1, "2 g", { corrected_by: 800 })]);
  assert.equal(store.shown(1).text, null);
  assert.deepEqual(store.wanted(1, 50), [800]);
  store.take([said(800, "2 mg", { relation: "correction", relates_to: 1 })]);
  assert.equal(store.shown(1).text, "2 mg");
  assert.deepEqual(store.wanted(1, 50), []);
});

test("what was taken back has no words any more, nor its corrections, whatever comes later", () => {
  const store = threadStore();
  store.take([said(1, "wrong"), said(2, "wronger", { relation: "correction", relates_to: 1 }), said(3, "", { relation: "removal", relates_to: 1 })]);
  assert.deepEqual([store.shown(1).text, store.shown(1).removedBy, store.shown(2).text], ["", 3, ""]);
  assert.deepEqual(store.versions(1), []);
  store.take([said(1, "wrong")]); // an answer that was under way before the removal
  assert.equal(store.shown(1).text, "");
});

test("it resumes after the newest stretch that is here without a hole", () => {
  const store = threadStore({ last: 3 });
  store.take([said(1), said(2), said(3)]);
  assert.equal(store.resumeAfter(), 3);
  store.raise(9);
  assert.equal(store.resumeAfter(), 3);
});
