import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest, next } from "../../../apps/console/static/console/js/readings.js";

const points = [{ x: 0 }, { x: 400 }, { x: 900 }];

test("the nearest point is found wherever the pointer is", () => {
  assert.deepEqual([-50, 199, 201, 700, 2000].map((x) => nearest(points, x)), [0, 0, 1, 2, 2]);
  assert.equal(nearest([], 5), -1);
});

test("arrow keys walk from point to point and stop at the ends", () => {
  assert.equal(next(3, -1, "ArrowRight"), 0);
  assert.equal(next(3, -1, "ArrowLeft"), 2);
  assert.equal(next(3, 0, "ArrowRight"), 1);
  assert.equal(next(3, 2, "ArrowRight"), 2);
  assert.equal(next(3, 0, "ArrowLeft"), 0);
  assert.equal(next(3, 1, "Home"), 0);
  assert.equal(next(3, 1, "End"), 2);
});
