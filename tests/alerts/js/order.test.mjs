// When the list may be put in place, and when it is only announced.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fill } from "../../../apps/ui/static/ui/js/strings.js";
import { mayReplace, waited } from "../../../apps/alerts/static/alerts/js/order.js";

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

test("a clock says what the server says", () => {
  const words = {
    hours: "%(hours)s h %(minutes)s min", both: "%(minutes)s min %(seconds)s s",
    minutes: "%(minutes)s min", seconds: "%(seconds)s s",
  };
  assert.equal(waited(-3, words, fill), "0 s");
  assert.equal(waited(45, words, fill), "45 s");
  assert.equal(waited(720, words, fill), "12 min");
  assert.equal(waited(723, words, fill), "12 min 03 s");
  assert.equal(waited(3900, words, fill), "1 h 05 min");
});
