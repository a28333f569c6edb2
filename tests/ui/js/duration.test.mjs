// A clock that runs says what the server says. That the two agree second by second: tests/ui/test_words.py.
import assert from "node:assert/strict";
import { test } from "node:test";
import { duration } from "../../../apps/ui/static/ui/js/duration.js";

const WORDS = {
  days: "%(days)s days %(hours)s h", hours: "%(hours)s h %(minutes)s min", both: "%(minutes)s min %(seconds)s s",
  minutes: "%(minutes)s min", seconds: "%(seconds)s s",
};

test("time is told in the units that matter", () => {
  const said = [-3, 45, 720, 723, 3_900, 172_799, 172_800, 352_800].map((seconds) => duration(seconds, WORDS));
  assert.deepEqual(said, ["0 s", "45 s", "12 min", "12 min 03 s", "1 h 05 min", "47 h 59 min", "2 days 0 h", "4 days 2 h"]);
});
