// A stretch of the strip has an address; what is no address of one, or lies behind the end, leads nowhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf, within } from "../../../apps/ui/static/ui/strip/places.js";

test("a fragment names a stretch in seconds", () => {
  assert.deepEqual(placeOf("#at=148.25-208.75"), { startS: 148.25, endS: 208.75 });
  assert.deepEqual(placeOf("#at=0-0"), { startS: 0, endS: 0 });
});

test("anything else is no place", () => {
  for (const hash of ["", "#reading", "#at=", "#at=10", "#at=20-10", "#at=-5-10", "#at=1e3-2e3", "#at=1-2;x", "#at=NaN-2"]) {
    assert.equal(placeOf(hash), null, hash);
  }
});

test("a place ends where the recording ends", () => {
  assert.deepEqual(within({ startS: 10, endS: 900 }, 600), { startS: 10, endS: 600 });
  assert.equal(within({ startS: 600, endS: 900 }, 600), null);
  assert.equal(within(null, 600), null);
});
