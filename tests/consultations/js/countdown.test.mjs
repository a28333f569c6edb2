// The clock of a row: what it says, when it turns, and that it follows the server's moment and not the device's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { paint, spell, stand, tick } from "../../../apps/consultations/static/consultations/js/countdown.js";
import { duration } from "../../../apps/ui/static/ui/js/duration.js";

const WORDS = {
  days: "%(days)s days %(hours)s h", hours: "%(hours)s h %(minutes)s min", both: "%(minutes)s min %(seconds)s s",
  minutes: "%(minutes)s min", seconds: "%(seconds)s s",
};
const NINE = Date.parse("2026-03-03T09:00:00Z");

function element(minutesLeft) {
  return {
    dataset: {
      dueAt: new Date(NINE + minutesLeft * 60_000).toISOString(),
      waitingSince: new Date(NINE - 60_000).toISOString(),
      at: new Date(NINE).toISOString(),
      left: "%(time)s left", late: "overdue for %(time)s", words: JSON.stringify(WORDS),
    },
    textContent: "",
    querySelector: () => null,
  };
}

test("time is spelled with what matters", () => {
  assert.equal(spell(59, WORDS, duration), "59 s");
  assert.equal(spell(60, WORDS, duration), "1 min");
  assert.equal(spell(3_900, WORDS, duration), "1 h 05 min");
  assert.equal(spell(90_000, WORDS, duration), "25 h 00 min");
  assert.equal(spell(266_499, WORDS, duration), "3 days 2 h");
  assert.equal(spell(-125, WORDS, duration), "2 min");
});

test("the last quarter is near, and the moment itself is overdue", () => {
  const hour = 3_600_000;
  assert.equal(stand(NINE + hour, NINE, NINE).state, "waiting");
  assert.equal(stand(NINE + hour, NINE, NINE + 0.76 * hour).state, "near");
  assert.equal(stand(NINE + hour, NINE, NINE + hour).state, "overdue");
});

test("what has passed since the server's moment is added, whatever the device's clock says", () => {
  const row = element(15);
  assert.equal(paint(row, 5 * 60_000, duration), "waiting");
  assert.equal(row.textContent, "10 min left");
  assert.equal(paint(row, 17 * 60_000, duration), "overdue");
  assert.equal(row.textContent, "overdue for 2 min");
});

test("a row that is swapped in later starts from its own moment", () => {
  let passed = 1_000;
  const rows = [element(15)];
  let step;
  tick({ querySelectorAll: () => rows }, duration, { now: () => passed, setInterval: (call) => { step = call; } });
  passed += 60_000;
  rows.push(element(15));
  step();
  assert.deepEqual(rows.map((row) => row.textContent), ["14 min left", "15 min left"]);
});
