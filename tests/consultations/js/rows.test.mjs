// What stands in the list: days, names, the line «new messages», what is corrected, taken back, missing or on its way.
import assert from "node:assert/strict";
import { test } from "node:test";
import { calendar as calendarOf } from "../../../apps/consultations/static/consultations/js/days.js";
import { rowOf } from "../../../apps/consultations/static/consultations/js/rows.js";
import { threadStore } from "../../../apps/consultations/static/consultations/js/thread-store.js";

const now = new Date("2026-03-02T12:00:00Z");
const calendar = calendarOf({ zone: "Asia/Seoul", language: "en" });
const said = (sequence, more = {}) => ({ sequence, text: `m${sequence}`, author: "her", by_mother: true, kind: "text", relation: "", relates_to: null, corrected_by: null, removed_by: null, sent_at: null, payload: null, words: "", advice: [], posted_at: "2026-03-02T09:00:00Z", ...more });

function rows(messages, { pending = [], newFrom = null, me = "me", last = 0 } = {}) {
  const store = threadStore({ last });
  store.take(messages);
  return Array.from({ length: store.last + pending.length }, (_, index) => rowOf(index, { store, pending, me, newFrom, calendar, now }));
}

test("a day is told where it changes where the reader lives, not in London", () => {
  const [first, second, third] = rows([
    said(1, { posted_at: "2026-03-01T14:59:00Z" }), // 23:59 in Seoul
    said(2, { posted_at: "2026-03-01T15:01:00Z" }), // 00:01 of the next day there
    said(3, { posted_at: "2026-03-01T23:00:00Z" }),
  ]);
  assert.deepEqual([first.day, second.day, third.day], ["Yesterday", "Today", null]);
});

test("names are told once for what somebody says in one go", () => {
  const shown = rows([
    said(1), said(2, { posted_at: "2026-03-02T09:04:00Z" }), said(3, { posted_at: "2026-03-02T09:20:00Z" }),
    said(4, { author: "me", by_mother: false, posted_at: "2026-03-02T09:20:10Z" }),
  ]);
  assert.deepEqual(shown.map((row) => row.isFirst), [true, false, true, true]);
});

test("a correction nearby is silent, one far below its message is told", () => {
  const [, near] = rows([said(1), said(2, { relation: "correction", relates_to: 1 })]);
  assert.equal(near.type, "hidden");
  const far = rows([...Array(30)].map((_, at) => said(at + 1)).concat(said(31, { relation: "correction", relates_to: 1, text: "new" })));
  assert.deepEqual([far[30].type, far[30].relatesTo, far[0].text, far[0].isCorrected], ["corrects", 1, "new", true]);
});

test("what was taken back shows no words, no files and no «corrected»", () => {
  const [row, , removal] = rows([
    said(1, { kind: "recording", payload: { recording: "r" } }), said(2, { relation: "correction", relates_to: 1 }), said(3, { relation: "removal", relates_to: 1, text: "" }),
  ]);
  assert.deepEqual([row.text, row.payload, row.isRemoved, row.isCorrected, removal.type], ["", null, true, false, "hidden"]);
});

test("a number that is not here yet has a place", () => {
  const shown = rows([said(3)], { last: 4 });
  assert.deepEqual(shown.map((row) => row.type), ["missing", "missing", "message", "missing"]);
});

test("what is on its way stands below the last, under a key that no number has", () => {
  const item = { clientId: "c", kind: "text", text: "on its way", relation: "", relatesTo: null, state: "waiting", why: null, writtenAt: "2026-03-02T09:30:00Z" };
  const removal = { ...item, clientId: "d", relation: "removal", relatesTo: 1 };
  const shown = rows([said(1)], { pending: [item, removal] });
  assert.deepEqual(shown.map((row) => [row.key, row.type]), [["m1", "message"], ["pc", "pending"], ["pd", "hidden"]]);
});

test("a red flag is no quiet entry of the system", () => {
  const [row, quiet] = rows([
    said(1, { kind: "system", author: null, payload: { code: "red_flags", of: 3 }, advice: [{ category: "bleeding", severity: "emergency", what_to_do: "Ring." }] }),
    said(2, { kind: "system", author: null, payload: { code: "opened" }, words: "It has begun." }),
  ]);
  assert.deepEqual([row.type, row.advice.length, quiet.type, quiet.words], ["flag", 1, "system", "It has begun."]);
});

test("a message that waited on a phone for long says when it was written", () => {
  const [late, soon] = rows([said(1, { sent_at: "2026-03-02T06:00:00Z" }), said(2, { sent_at: "2026-03-02T08:59:30Z" })]);
  assert.deepEqual([late.sentLate, soon.sentLate], ["2026-03-02T06:00:00Z", null]);
});

test("an unknown zone falls back to the browser's own instead of failing", () => {
  assert.match(calendarOf({ zone: "Nowhere/City", language: "en" }).clock("2026-03-02T09:00:00Z"), /^\d\d:\d\d$/);
});
