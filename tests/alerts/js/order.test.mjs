// When the list may be put in place, and when it is only announced.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mayReplace } from "../../../apps/alerts/static/alerts/js/order.js";

test("nobody is on the list: the new one is put in place", () => {
  assert.equal(mayReplace(["a", "b"], ["c", "a"], false), true);
});

test("under the pointer only the same rows in the same order are put in place", () => {
  assert.equal(mayReplace(["a", "b"], ["a", "b"], true), true);
  assert.equal(mayReplace(["a", "b"], ["b", "a"], true), false);
  assert.equal(mayReplace(["a", "b"], ["a", "b", "c"], true), false);
  assert.equal(mayReplace(["a", "b"], ["a"], true), false);
  assert.equal(mayReplace([], ["a"], true), false);
});

test("an answer without a list never empties the page", () => {
  assert.equal(mayReplace(["a"], null, false), false);
  assert.equal(mayReplace([], null, true), false);
});
