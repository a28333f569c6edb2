// What is asked for as one looks: what is in sight, once, and again after a failure.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loader } from "../../../apps/consultations/static/consultations/js/loader.js";
import { threadStore } from "../../../apps/consultations/static/consultations/js/thread-store.js";

const said = (sequence, more = {}) => ({ sequence, text: "", author: "a", kind: "text", relation: "", relates_to: null, ...more });

function world({ last = 1_000, fails = 0 } = {}) {
  const made = { asked: [], waiting: [], failures: 0, store: threadStore({ last }) };
  const fetchJson = async (path) => {
    const query = new URLSearchParams(path.split("?")[1]);
    const after = Number(query.get("after"));
    const limit = Number(query.get("limit"));
    made.asked.push([after + 1, after + limit]);
    if (made.asked.length <= fails) throw new Error("no network");
    const messages = [];
    for (let number = after + 1; number <= Math.min(last, after + limit); number += 1) messages.push(said(number));
    return { messages, last_sequence: last };
  };
  made.load = loader({
    thread: "t", store: made.store, took: () => {}, failed: () => { made.failures += 1; }, fetchJson,
    timers: { setTimeout: (call) => { made.waiting.push(call); return made.waiting.length; }, clearTimeout: () => {} },
  });
  made.settle = async () => {
    for (let round = 0; round < 20 && made.waiting.length; round += 1) {
      made.waiting.splice(0).forEach((call) => call());
      for (let turn = 0; turn < 10; turn += 1) await null;
    }
  };
  return made;
}

test("what is in sight is asked for and what is here is not", async () => {
  const made = world();
  made.load.want(500, 540);
  await made.settle();
  assert.deepEqual(made.store.missing(500, 540), []);
  const before = made.asked.length;
  made.load.want(505, 530);
  await made.settle();
  assert.equal(made.asked.length, before);
  assert.ok(made.asked.every(([from, to]) => to - from < 200 && from >= 1));
});

test("only where one has stopped is asked for, not everything that flew by", async () => {
  const made = world({ last: 10_000 });
  for (let top = 1; top < 9_000; top += 40) made.load.want(top, top + 30);
  await made.settle();
  assert.ok(made.asked.length <= 2, `${made.asked.length} questions`);
  assert.deepEqual(made.store.missing(8_970, 8_990), []);
});

test("a failure is told and asked again", async () => {
  const made = world({ fails: 1 });
  made.load.want(10, 20);
  await made.settle();
  assert.equal(made.failures, 1);
  assert.deepEqual(made.store.missing(10, 20), []);
});

test("a newest wording far below is fetched for what is in sight", async () => {
  const made = world();
  made.store.take([said(5, { corrected_by: 900 })]);
  made.load.want(5, 5);
  await made.settle();
  assert.ok(made.store.has(900));
});
