// How good the connection is, in words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { between, countsOf, levelOf, steady } from "../../../apps/consultations/static/consultations/js/call/quality.js";
import { clockOf, fill } from "../../../apps/consultations/static/consultations/js/call/view.js";

const REPORT = [
  { id: "T", type: "transport", selectedCandidatePairId: "P" },
  { id: "P", type: "candidate-pair", currentRoundTripTime: 0.12, localCandidateId: "L" },
  { id: "L", type: "local-candidate", candidateType: "relay" },
  { id: "A", type: "inbound-rtp", packetsReceived: 900, packetsLost: 10, jitter: 0.01 },
  { id: "V", type: "inbound-rtp", packetsReceived: 100, packetsLost: -1, jitter: 0.03 },
];

test("the few numbers that matter are found in a report", () => {
  assert.deepEqual(countsOf(REPORT), { received: 1000, lost: 10, jitterS: 0.03, rttS: 0.12, way: "relay" });
  assert.deepEqual(countsOf([]), { received: 0, lost: 0, jitterS: null, rttS: null, way: null });
});

test("what counts is what happened since the last look", () => {
  const now = { received: 1180, lost: 30, jitterS: null, rttS: 0.05, way: null };
  assert.deepEqual(between({ received: 1000, lost: 10 }, now), { loss: 0.1, rttMs: 50, jitterMs: null });
});

test("where nothing arrived nothing is known, and that is not good", () => {
  assert.equal(levelOf(between({ received: 5, lost: 0 }, { received: 5, lost: 0, jitterS: 0.001, rttS: 0.01 })), "unknown");
});

test("loss, delay and jitter each make it worse", () => {
  const good = { loss: 0, rttMs: 40, jitterMs: 5 };
  assert.equal(levelOf(good), "good");
  assert.deepEqual([levelOf({ ...good, loss: 0.05 }), levelOf({ ...good, rttMs: 350 }), levelOf({ ...good, jitterMs: 50 })], ["fair", "fair", "fair"]);
  assert.deepEqual([levelOf({ ...good, loss: 0.1 }), levelOf({ ...good, rttMs: 700 })], ["poor", "poor"]);
  assert.equal(levelOf({ loss: 0, rttMs: null, jitterMs: null }), "good");
});

test("worse shows at once, better only when it stays", () => {
  assert.equal(steady("good", "good", "poor"), "poor");
  assert.equal(steady("poor", "poor", "good"), "poor");
  assert.equal(steady("poor", "good", "good"), "good");
  assert.equal(steady("unknown", "unknown", "good"), "good");
  assert.equal(steady("good", "good", "unknown"), "unknown");
});

test("a clock counts up, and a sentence keeps what it was not given", () => {
  assert.deepEqual([clockOf(0), clockOf(65.9), clockOf(3605)], ["0:00", "1:05", "1:00:05"]);
  assert.equal(fill("%(name)s calls, %(x)s", { name: "Ada" }), "Ada calls, %(x)s");
});
