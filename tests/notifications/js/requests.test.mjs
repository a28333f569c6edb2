import assert from "node:assert/strict";
import test from "node:test";
import { tellRequests } from "../../../apps/ui/static/ui/js/requests.js";

function page() {
  const listeners = {};
  const toasts = [];
  const root = {
    getElementById: () => ({ textContent: JSON.stringify({ not_sent: "not sent", refused: "refused %(status)s", failed: "failed" }) }),
    querySelector: () => null,
    addEventListener: (name, listener) => (listeners[name] ??= []).push(listener),
  };
  tellRequests(root, (text) => toasts.push(text));
  const say = (name, detail) => listeners[name].forEach((listener) => listener({ detail }));
  return { say, toasts };
}

function element(dataset) {
  const classes = new Set();
  return { dataset, classes, classList: { toggle: (name, on) => (on ? classes.add(name) : classes.delete(name)) } };
}

test("what she asked for and did not arrive is said", () => {
  const { say, toasts } = page();
  say("htmx:sendError", { elt: element({}) });
  say("htmx:responseError", { elt: element({}), xhr: { status: 409 } });
  assert.deepEqual(toasts, ["not sent", "refused 409"]);
});

test("what the page asks by itself fails without a word and looks stale until an answer comes", () => {
  const { say, toasts } = page();
  const bell = element({ background: "" });
  say("htmx:sendError", { elt: bell });
  say("htmx:timeout", { elt: bell });
  say("htmx:responseError", { elt: bell, xhr: { status: 401 } });
  say("htmx:afterRequest", { elt: bell, successful: false });
  assert.deepEqual(toasts, []);
  assert.equal(bell.classes.has("is-stale"), true);
  say("htmx:afterRequest", { elt: bell, successful: true });
  assert.equal(bell.classes.has("is-stale"), false);
});
