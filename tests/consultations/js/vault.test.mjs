// Words that are kept in a shared browser: whole after a reload, of nobody else, and gone when they have arrived.
import assert from "node:assert/strict";
import { test } from "node:test";
import { vault } from "../../../apps/consultations/static/consultations/js/vault.js";

const KEY = btoa("k".repeat(32));
const OTHER = btoa("o".repeat(32));

function storage() {
  const kept = {};
  Object.defineProperties(kept, {
    setItem: { writable: true, configurable: true, value: (name, value) => { kept[name] = String(value); } },
    getItem: { value: (name) => kept[name] ?? null },
    removeItem: { value: (name) => { delete kept[name]; } },
  });
  return kept;
}

test("what was kept is there after a reload, exactly", async () => {
  const box = storage();
  const text = "‮right to left‬ 👩‍👩‍👧 \u0000 <script>\r\n";
  await (await vault({ person: "p", key: KEY, storage: box })).put("draft t", text);
  assert.deepEqual(await (await vault({ person: "p", key: KEY, storage: box })).all("draft "), { "draft t": text });
});

test("nothing of it can be read in the storage", async () => {
  const box = storage();
  await (await vault({ person: "p", key: KEY, storage: box })).put("draft t", "I am bleeding");
  assert.equal(JSON.stringify(box).includes("bleeding"), false);
});

test("another person of this browser gets nothing of hers, and does not throw it away", async () => {
  const box = storage();
  await (await vault({ person: "p", key: KEY, storage: box })).put("draft t", "hers");
  assert.deepEqual(await (await vault({ person: "q", key: OTHER, storage: box })).all(""), {});
  assert.deepEqual(await (await vault({ person: "p", key: KEY, storage: box })).all(""), { "draft t": "hers" });
});

test("what cannot be opened or is a month old goes", async () => {
  const box = storage();
  const then = await vault({ person: "p", key: KEY, storage: box, now: () => 0 });
  await then.put("draft old", "x");
  const now = await vault({ person: "p", key: KEY, storage: box, now: () => 31 * 86_400_000 });
  await now.put("draft new", "y");
  box.setItem("kaishi-talk p draft broken", "no.thing");
  assert.deepEqual(Object.keys(await now.all("draft ")), ["draft new"]);
  assert.deepEqual(Object.keys(box), ["kaishi-talk p draft new"]);
});

test("what was dropped while it was being sealed does not come back", async () => {
  const box = storage();
  const kept = await vault({ person: "p", key: KEY, storage: box });
  const sealing = kept.put("draft t", "sent already");
  kept.drop("draft t");
  await sealing;
  assert.deepEqual(Object.keys(box), []);
});

test("a full storage loses nothing while the page is open", async () => {
  const full = storage();
  Object.defineProperty(full, "setItem", { value: () => { throw Object.assign(new Error("full"), { name: "QuotaExceededError" }); } });
  const kept = await vault({ person: "p", key: KEY, storage: full });
  await kept.put("draft t", "words");
  assert.deepEqual(await kept.all("draft "), { "draft t": "words" });
});
