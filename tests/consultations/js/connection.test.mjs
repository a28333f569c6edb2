// The socket that comes back: when it tries again, when it stops trying, and since when it says that nothing comes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connection, MS } from "../../../apps/consultations/static/consultations/js/connection.js";

function world({ isOnline = () => true, random = () => 1 } = {}) {
  const made = { sockets: [], states: [], frames: [], waiting: [], now: new Date("2026-03-02T09:00:00Z") };
  const timers = {
    setTimeout: (call, ms) => { const timer = { call, ms }; made.waiting.push(timer); return timer; },
    clearTimeout: (timer) => { made.waiting = made.waiting.filter((other) => other !== timer); },
  };
  made.line = connection({
    open: () => {
      const socket = { sent: [], send: (text) => socket.sent.push(JSON.parse(text)), close: () => {} };
      made.sockets.push(socket);
      return socket;
    },
    told: (state) => made.states.push(state), heard: (frame) => made.frames.push(frame.type),
    timers, random, now: () => made.now, isOnline,
  });
  made.pass = (ms) => {
    const due = made.waiting.filter((timer) => timer.ms === ms);
    assert.ok(due.length, `nothing is due after ${ms} ms, but after ${made.waiting.map((timer) => timer.ms)}`);
    made.waiting = made.waiting.filter((timer) => timer.ms !== ms);
    for (const timer of due) timer.call();
  };
  made.hear = (frame) => made.sockets.at(-1).onmessage({ data: JSON.stringify(frame) });
  made.welcome = () => { made.sockets.at(-1).onopen(); made.hear({ type: "welcome", heartbeat_s: 20 }); };
  made.close = (code) => made.sockets.at(-1).onclose({ code });
  made.line.start();
  return made;
}

test("it says hello by cookie and is live with the welcome, not before", () => {
  const made = world();
  assert.equal(made.line.send({ type: "x" }), false);
  made.welcome();
  assert.deepEqual(made.sockets[0].sent, [{ type: "hello" }]);
  assert.equal(made.line.state, "live");
  assert.equal(made.line.send({ type: "x" }), true);
});

test("the pauses double up to a limit, and chance shortens them by up to a half", () => {
  const made = world();
  for (const expected of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    made.close(1006);
    made.pass(expected);
  }
  const early = world({ random: () => 0 });
  early.close(1006);
  early.pass(250);
});

test("a welcome begins the pauses anew and ends the time without a sign of life", () => {
  const made = world();
  made.welcome();
  made.now = new Date("2026-03-02T09:05:00Z");
  made.hear({ type: "heartbeat" });
  made.close(1006);
  assert.equal(made.line.since.toISOString(), "2026-03-02T09:05:00.000Z", "since the last sign of life");
  made.pass(500);
  made.close(1006);
  assert.equal(made.line.since.toISOString(), "2026-03-02T09:05:00.000Z");
  made.pass(1_000);
  made.welcome();
  assert.equal(made.line.since, null);
  made.close(1006);
  made.pass(500);
});

test("a socket that is silent for three heartbeats is cut, and what it still says is not heard", () => {
  const made = world();
  made.welcome();
  const old = made.sockets[0];
  made.pass(60_000);
  assert.equal(made.line.state, "waiting");
  old.onmessage({ data: JSON.stringify({ type: "posted" }) });
  assert.equal(made.frames.includes("posted"), false);
  assert.equal(made.line.send({ type: "x" }), false);
});

test("a server that does not answer the hello is tried again", () => {
  const made = world();
  made.pass(MS.hello);
  assert.equal(made.line.state, "waiting");
});

test("who is signed out, or may not come in, is not tried again", () => {
  for (const [code, state] of [[4401, "signed_out"], [4403, "forbidden"]]) {
    const made = world();
    made.welcome();
    made.close(code);
    assert.equal(made.line.state, state);
    assert.equal(made.waiting.length, 0);
    made.line.hurry();
    assert.equal(made.sockets.length, 1);
  }
});

test("without a network it waits for one, and comes back at once with it", () => {
  let isOnline = true;
  const made = world({ isOnline: () => isOnline });
  made.welcome();
  isOnline = false;
  made.line.offline();
  assert.equal(made.line.state, "offline");
  assert.equal(made.waiting.length, 0);
  isOnline = true;
  made.line.hurry();
  assert.equal(made.sockets.length, 2);
});

test("somebody who looks again does not wait for the pause", () => {
  const made = world();
  made.close(1006);
  made.line.hurry();
  assert.deepEqual([made.sockets.length, made.line.state], [2, "connecting"]);
  assert.equal(made.waiting.filter((timer) => timer.ms === 500).length, 0);
});

test("a server that says «too much» is left alone for half a minute", () => {
  const made = world();
  made.close(4429);
  made.pass(MS.busy);
});
