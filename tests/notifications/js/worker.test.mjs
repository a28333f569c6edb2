// The service worker in a browser that is made of what it asks for: it is loaded as the browser loads it, as a script.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import vm from "node:vm";

const source = readFileSync(new URL("../../../apps/notifications/static/notifications/js/worker.js", import.meta.url), "utf-8");
const ID = "0194f1a0-7b1c-7000-8000-000000000000";

function browser() {
  const listeners = {};
  const seen = { shown: [], opened: [], told: [] };
  const pages = [{ postMessage: (words) => seen.told.push(words) }];
  const self = {
    addEventListener: (name, listener) => (listeners[name] = listener),
    skipWaiting: () => {},
    clients: { claim: async () => {}, matchAll: async () => pages, openWindow: async (address) => seen.opened.push(address) },
    registration: { showNotification: async (words, options) => seen.shown.push({ words, ...options }) },
  };
  vm.runInNewContext(source, { self, String, JSON });
  const fire = async (name, event) => {
    const waiting = [];
    listeners[name]({ ...event, waitUntil: (work) => waiting.push(work) });
    await Promise.all(waiting);
  };
  return { fire, seen };
}

const data = (value) => ({ json: () => JSON.parse(value) });

test("it shows the words that came, under the id, and tells open pages", async () => {
  const { fire, seen } = browser();
  await fire("push", { data: data(JSON.stringify({ id: ID, words: "Something new in KAISHI", more: "never shown" })) });
  assert.equal(seen.shown.length, 1);
  assert.equal(seen.shown[0].words, "Something new in KAISHI");
  assert.equal(seen.shown[0].tag, ID);
  assert.equal("body" in seen.shown[0], false);
  assert.deepEqual(seen.told, ["kaishi:told"]);
});

test("what cannot be read is shown as the name alone", async () => {
  for (const broken of [null, data("no json"), data("null")]) {
    const { fire, seen } = browser();
    await fire("push", { data: broken });
    assert.equal(seen.shown[0].words, "KAISHI");
  }
});

test("a click opens the notification's own address, or the list", async () => {
  const { fire, seen } = browser();
  let closed = 0;
  for (const id of [ID, "", "../../evil", "https://evil.example"]) {
    await fire("notificationclick", { notification: { close: () => (closed += 1), data: { id } } });
  }
  assert.deepEqual(seen.opened, [`/notifications/${ID}/`, "/notifications/", "/notifications/", "/notifications/"]);
  assert.equal(closed, 4);
});
