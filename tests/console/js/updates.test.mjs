// The socket of news: what it asks, when it calls, and how it says that it is cut. Time and socket are handed in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { listen, WAIT_MS } from "../../../apps/console/static/console/js/updates.js";

function world(heads) {
  const made = { sockets: [], calls: [], waiting: [] };
  const timers = {
    setTimeout: (call, ms) => made.waiting.push({ call, ms }) && made.waiting.at(-1),
    clearTimeout: (timer) => { made.waiting = made.waiting.filter((other) => other !== timer); },
  };
  const open = () => {
    const socket = { sent: [], send: (text) => socket.sent.push(JSON.parse(text)), close: () => socket.onclose?.() };
    made.sockets.push(socket);
    return socket;
  };
  const note = (name) => () => made.calls.push(name);
  listen({ heads, open, changed: note("changed"), lost: note("lost"), back: note("back"), timers });
  made.pass = (ms) => {
    const due = made.waiting.filter((timer) => timer.ms === ms);
    made.waiting = made.waiting.filter((timer) => timer.ms !== ms);
    due.forEach((timer) => timer.call());
  };
  made.hear = (frame) => made.sockets.at(-1).onmessage({ data: JSON.stringify(frame) });
  return made;
}

function welcomed(heads) {
  const made = world(heads);
  made.sockets[0].onopen();
  made.hear({ type: "welcome", heartbeat_s: 4 });
  return made;
}

test("it says hello and asks for every mother on the page", () => {
  const made = welcomed({ a: 5, b: 0 });
  assert.deepEqual(made.sockets[0].sent, [
    { type: "hello" }, { type: "subscribe", subject: "a" }, { type: "subscribe", subject: "b" },
  ]);
});

test("a page without mothers opens no socket", () => {
  assert.equal(world({}).sockets.length, 0);
});

test("only a number above the one that the page shows is news, and many in one breath are one question", () => {
  const made = welcomed({ a: 5 });
  made.hear({ type: "head", subject: "a", sequence: 5 });
  assert.equal(made.waiting.some((timer) => timer.ms === WAIT_MS.quiet), false);
  made.hear({ type: "head", subject: "a", sequence: 6 });
  made.hear({ type: "head", subject: "a", sequence: 7 });
  made.pass(WAIT_MS.quiet);
  assert.deepEqual(made.calls, ["changed"]);
});

test("a mother who is gone is news once", () => {
  const made = welcomed({ a: 5 });
  made.hear({ type: "gone", subject: "a" });
  made.hear({ type: "gone", subject: "a" });
  made.pass(WAIT_MS.quiet);
  assert.deepEqual(made.calls, ["changed"]);
});

test("a closed socket is told once, tried again with growing pauses, and back is told when somebody answers", () => {
  const made = welcomed({ a: 5 });
  made.sockets[0].onclose();
  assert.deepEqual(made.calls, ["lost"]);
  made.pass(WAIT_MS.first);
  made.sockets[1].onclose();
  assert.deepEqual(made.calls, ["lost"]);
  made.pass(WAIT_MS.first * 2);
  made.hear({ type: "welcome", heartbeat_s: 4 });
  assert.deepEqual(made.calls, ["lost", "back"]);
});

test("silence for three heartbeats is a cut, also where the socket says nothing", () => {
  const made = welcomed({ a: 5 });
  made.hear({ type: "heartbeat" });
  made.pass(12_000);
  assert.deepEqual(made.calls, ["lost"]);
});

test("what an old socket still says is not heard", () => {
  const made = welcomed({ a: 5 });
  const old = made.sockets[0];
  old.onclose();
  made.pass(WAIT_MS.first);
  old.onmessage({ data: JSON.stringify({ type: "head", subject: "a", sequence: 9 }) });
  assert.equal(made.waiting.some((timer) => timer.ms === WAIT_MS.quiet), false);
});
