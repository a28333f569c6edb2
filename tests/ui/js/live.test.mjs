// What the wall and a growing strip are made of: bytes of a viewer, a trace that grows, order, clock, words of a standing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { minutes, runsOf, xOf, yOf } from "../../../apps/ui/static/ui/live/axis.js";
import { GrowingTrace } from "../../../apps/ui/static/ui/live/growing.js";
import { Hold } from "../../../apps/ui/static/ui/live/hold.js";
import { columnsFor, neighbour, onPage, ordered, pages } from "../../../apps/ui/static/ui/live/order.js";
import { keptIn } from "../../../apps/ui/static/ui/live/place.js";
import { parseRecords, RecordError } from "../../../apps/ui/static/ui/live/records.js";
import { Viewer, WAIT_MS } from "../../../apps/ui/static/ui/live/socket.js";
import { standing } from "../../../apps/ui/static/ui/live/standing.js";

// One record as the server packs it: <HIHBBq, then the channels.
function record({ handle = 7, first = 0, mask = 1 | 8, flags = 0, receivedMs = 0n, rates = [], toco = [] }) {
  const view = new DataView(new ArrayBuffer(18 + 2 * rates.length + 2 * toco.length));
  view.setUint16(0, handle, true);
  view.setUint32(2, first, true);
  view.setUint16(6, rates.length, true);
  view.setUint8(8, mask);
  view.setUint8(9, flags);
  view.setBigInt64(10, receivedMs, true);
  rates.forEach((raw, i) => view.setUint16(18 + 2 * i, raw, true));
  toco.forEach((raw, i) => view.setInt16(18 + 2 * (rates.length + i), raw, true));
  return new Uint8Array(view.buffer);
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => { whole.set(part, at); return at + part.length; }, 0);
  return whole.buffer;
}

test("records follow one another; none measured is no number, and 0 is never a rate", () => {
  const [one, two] = parseRecords(joined(
    record({ first: 480, rates: [560, 0, 563], toco: [20, -2, -32768], receivedMs: 1793000000123n }),
    record({ handle: 65535, mask: 1, rates: [4], flags: 3 }),
  ));
  assert.deepEqual([one.handle, one.first, one.count, one.isHistory, one.isLate, one.receivedMs], [7, 480, 3, false, false, 1793000000123]);
  assert.deepEqual([...one.fhr1], [140, NaN, 140.75]);
  assert.deepEqual([...one.toco], [10, -1, NaN]);
  assert.deepEqual([two.handle, two.isHistory, two.isLate, two.receivedMs, [...two.fhr1]], [65535, true, true, null, [1]]);
  assert.deepEqual(parseRecords(new ArrayBuffer(0)), []);
});

test("a record that is cut off is refused, not shown in part", () => {
  const bytes = record({ rates: [560, 560], toco: [1, 1] });
  for (const length of [1, 17, 19, bytes.length - 1]) assert.throws(() => parseRecords(bytes.slice(0, length).buffer), RecordError);
});

const laid = (trace, first, values) => trace.lay({ first, count: values.length, fhr1: Float32Array.from(values) });

test("a trace takes records in any order and twice; a hole stays a hole", () => {
  const trace = new GrowingTrace(1000);
  assert.equal(laid(trace, 8, [140, 141]), true);
  assert.equal(laid(trace, 0, [120, 121]), false);
  laid(trace, 8, [140, 141]);
  assert.deepEqual([...trace.slice("fhr1", -1, 12)], [NaN, 120, 121, NaN, NaN, NaN, NaN, NaN, NaN, 140, 141, NaN]);
  assert.equal(trace.endS, 1002.5);
  assert.deepEqual([trace.whole().count, trace.whole().fhr2], [10, null]);
});

test("the wall keeps the last minutes only, and they stay where they were", () => {
  const trace = new GrowingTrace(0, 60);
  for (let second = 0; second < 3600; second += 1) laid(trace, second * 4, Array(4).fill(100 + (second % 50)));
  assert.ok(trace.channels.fhr1.length < 4 * 60 * 20);
  assert.equal(trace.end, 14400);
  assert.deepEqual([...trace.slice("fhr1", 14396, 4)], Array(4).fill(149));
  assert.equal(laid(trace, 0, [99]), false);
  assert.equal(trace.slice("fhr1", 0, 4).every(Number.isNaN), true);
});

test("the rate now is what the last seconds measured, or not known", () => {
  const trace = new GrowingTrace(0);
  laid(trace, 0, [...Array(400).fill(120), ...Array(12).fill(143)]);
  assert.equal(trace.now("fhr1"), 143);
  assert.equal(trace.now("fhr2"), null);
  laid(trace, 412, Array(40).fill(NaN));
  assert.equal(trace.now("fhr1"), null);
  assert.equal(trace.silentS("fhr1"), 10);
});

const bed = (recording, needOrder, alert = null) => ({ recording, needOrder, alert, startedAt: "2026-11-30T10:00:00Z" });
const alerted = (severity, since, takenBy = "") => ({ severity, since: `2026-11-30T${since}:00Z`, takenBy });

test("worst need first, then the worst alert, then who waits longest; not known stands before fine", () => {
  const beds = [
    bed("fine", 3), bed("unknown", null), bed("warning", 1), bed("critical", 0),
    bed("older", 0, alerted("urgent", "10:00")), bed("newer", 0, alerted("urgent", "10:05")), bed("emergency", 0, alerted("emergency", "10:09")),
  ];
  assert.deepEqual(ordered(beds).map(({ recording }) => recording), ["emergency", "older", "newer", "critical", "warning", "unknown", "fine"]);
});

test("an urgent alert that nobody has taken keeps a quiet trace in front; taken, it stands where the trace stands", () => {
  const untaken = bed("untaken", 3, alerted("urgent", "10:00")), taken = bed("taken", 3, alerted("urgent", "10:00", "Helen Osei"));
  assert.deepEqual(ordered([taken, bed("warning", 1), untaken]).map(({ recording }) => recording), ["untaken", "warning", "taken"]);
});

test("twenty to a screen, and arrows stop at its edges", () => {
  const many = Array.from({ length: 43 }, (_, i) => i);
  assert.deepEqual([pages(0), pages(20), pages(21), pages(43)], [1, 1, 2, 3]);
  assert.deepEqual(onPage(many, 2), [40, 41, 42]);
  assert.deepEqual(onPage(many, 9), [40, 41, 42]);
  assert.deepEqual([1, 4, 9, 16, 20].map(columnsFor), [1, 2, 3, 4, 5]);
  const go = (key, at) => neighbour(key, at, 18, 5);
  assert.deepEqual([go("ArrowRight", 4), go("ArrowDown", 4), go("ArrowDown", 16), go("ArrowUp", 2), go("Home", 9), go("End", 9)], [5, 9, 16, 2, 0, 17]);
});

test("one clock: now is the right edge, ten minutes ago the left one, lines on whole minutes", () => {
  const place = { nowS: 6030, width: 300 };
  assert.deepEqual([xOf(6030, place), xOf(5730, place), xOf(5430, place)], [300, 150, 0]);
  const lines = minutes(place);
  assert.deepEqual([lines.length, lines[0].second, lines.at(-1).second], [10, 5460, 6000]);
  assert.deepEqual(lines.filter((line) => line.isLabelled).map((line) => line.second), [5700, 6000]);
  const panel = { top: 10, height: 160 };
  assert.deepEqual([210, 130, 50, 20].map((bpm) => yOf(bpm, panel, { low: 50, high: 210 })), [10, 90, 170, 170]);
});

test("a short fall keeps its depth in its pixel, and a hole breaks the line", () => {
  const values = Float32Array.from([140, 60, 140, NaN, 150]);
  const runs = runsOf(values, 5999, 4, { nowS: 6000, width: 300 });
  assert.deepEqual(runs, [[{ x: 300, low: 60, high: 140 }], [{ x: 300, low: 150, high: 150 }]]);
});

function stands({ agoS = 0, heardAgoS = agoS, isCut = false, rate = 142, ...state }) {
  const nowMs = 2_000_000_000_000;
  const trace = new GrowingTrace(nowMs / 1000 - agoS - 100);
  laid(trace, 0, Array(400).fill(rate));
  return standing({ is_connected: true, need_order: 3, received_at: null, ...state }, trace, nowMs, nowMs - heardAgoS * 1000, isCut);
}

test("what is not of now is no rate now, and nobody is blamed for what we did not hear", () => {
  assert.deepEqual([stands({}).link, stands({}).rates], ["live", [142]]);
  const behind = stands({ agoS: 38, heardAgoS: 0 });
  assert.deepEqual([behind.link, behind.seconds, behind.rates], ["behind", 38, [null]]);
  const offline = stands({ agoS: 120 });
  assert.deepEqual([offline.link, offline.seconds, offline.rates], ["offline", 120, [null]]);
  assert.deepEqual([stands({ agoS: 120, isCut: true }).link, stands({ isCut: true }).rates], ["cut", [null]]);
});

test("before anything came it waits; a need that is not known is not fine", () => {
  const nothing = standing({ is_connected: true, need_order: null }, new GrowingTrace(0), 5e12);
  assert.deepEqual([nothing.link, nothing.level, nothing.rates], ["waiting", null, [null]]);
  const known = { is_connected: true, need_order: 3, latest_at: "2026-11-30T10:00:00Z", received_at: "2026-11-30T10:00:01Z" };
  assert.equal(standing(known, new GrowingTrace(0), Date.parse("2026-11-30T10:00:02Z")).link, "loading");
  assert.deepEqual([0, 1, 2, 3, 9].map((need) => stands({ need_order: need }).level), ["critical", "warning", "unknown", "notice", "unknown"]);
});

test("no rate for a while is told in seconds; twins have two rates", () => {
  assert.equal(stands({ rate: NaN }).lostS, 100);
  assert.equal(stands({}).lostS, 0);
  assert.deepEqual(stands({ twins: true }).rates, [142, null]);
});

test("a strip follows its end until somebody scrolls back, and counts what came since", () => {
  const hold = new Hold();
  assert.equal(hold.newS(100), 0);
  hold.scrolled({ leftPx: 500, roomPx: 900 }, 100);
  hold.scrolled({ leftPx: 400, roomPx: 920 }, 110);
  assert.deepEqual([hold.isFollowing, hold.newS(138)], [false, 38]);
  hold.scrolled({ leftPx: 980, roomPx: 990 }, 140);
  assert.equal(hold.isFollowing, true);
  hold.freeze(true, 150);
  hold.scrolled({ leftPx: 990, roomPx: 990 }, 150);
  assert.deepEqual([hold.isFollowing, hold.newS(160)], [false, 10]);
  hold.freeze(false, 160);
  assert.equal(hold.isFollowing, true);
});

test("the place where one read is kept for a minute", () => {
  const kept = JSON.stringify({ at: 1000, pair: "slow", second: 12, topPx: 0 });
  assert.equal(keptIn(kept, 60000).second, 12);
  assert.equal(keptIn(kept, 62000), null);
  assert.equal(keptIn(null, 0), null);
});

function viewing() {
  const made = { sockets: [], told: [], waiting: [] };
  const timers = { setTimeout: (call, ms) => { const timer = { call, ms }; made.waiting.push(timer); return timer; }, clearTimeout: (timer) => { made.waiting = made.waiting.filter((other) => other !== timer); } };
  const open = () => { const socket = { sent: [], send: (text) => socket.sent.push(JSON.parse(text)), close: () => socket.onclose?.() }; made.sockets.push(socket); return socket; };
  const note = (name) => (given) => made.told.push([name, given]);
  const told = Object.fromEntries(["watching", "bed", "records", "gone", "lost", "back"].map((name) => [name, note(name)]));
  made.viewer = new Viewer({ open, timers, ...told });
  made.hear = (data) => made.sockets.at(-1).onmessage({ data: typeof data === "object" && !(data instanceof ArrayBuffer) ? JSON.stringify(data) : data });
  made.pass = (ms) => { const due = made.waiting.filter((timer) => timer.ms === ms); made.waiting = made.waiting.filter((timer) => timer.ms !== ms); due.forEach((timer) => timer.call()); };
  return made;
}

test("a viewer says hello, watches after the welcome, and asks again only for another set", () => {
  const made = viewing();
  made.viewer.watch(["a", "b"]);
  made.sockets[0].onopen();
  assert.deepEqual(made.sockets[0].sent, [{ type: "hello" }]);
  made.hear({ type: "welcome", heartbeat_s: 4 });
  made.viewer.watch(["a", "b"]);
  made.viewer.watch(["b"]);
  assert.deepEqual(made.sockets[0].sent.slice(1).map(({ recordings }) => recordings), [["a", "b"], ["b"]]);
  made.hear({ type: "watching", beds: [{ recording: "b", handle: 7 }] });
  made.hear(joined(record({ rates: [560], toco: [0] })));
  made.hear({ type: "unwatched", recording: "b", code: "not_found" });
  assert.deepEqual(made.told.map(([name]) => name), ["watching", "records", "gone"]);
});

test("a cut viewer tells it once, tries again with growing pauses, and watches the same set", () => {
  const made = viewing();
  made.viewer.watch(["a"]);
  made.hear({ type: "welcome", heartbeat_s: 4 });
  made.sockets[0].onclose();
  made.pass(WAIT_MS.first);
  made.sockets[1].onclose();
  made.pass(2 * WAIT_MS.first);
  made.hear({ type: "welcome", heartbeat_s: 4 });
  assert.deepEqual(made.told.map(([name]) => name), ["lost", "back"]);
  assert.deepEqual(made.sockets[2].sent.at(-1).recordings, ["a"]);
  made.pass(12_000); // silence for three heartbeats
  assert.equal(made.told.at(-1)[0], "lost");
});
