// What a call is for one device, step by step.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PHASES, beats, beginning, endingOf, isBusy, isTold, step } from "../../../apps/consultations/static/consultations/js/call/state.js";

const [ME, YOU, MINE, YOURS, OTHER] = ["me", "you", "device-1", "device-2", "device-9"];
const ends = { caller: { person: ME, name: "Ada", device: MINE }, callee: { person: YOU, name: "Ben", device: null } };
const callOf = (changes = {}) => ({ id: "c1", thread: "t1", kind: "video", state: "ringing", reason: "", ring_due_at: "2026-03-01T09:01:15Z", ...ends, ...changes });
const mirrored = (changes = {}) => callOf({ caller: { person: YOU, name: "Ben", device: YOURS }, callee: { person: ME, name: "Ada", device: null }, ...changes });
const idle = () => beginning({ device: MINE, me: ME });

// Runs events one after another; returns the last state and every effect.
function run(state, ...events) {
  const effects = [];
  for (const event of events) {
    const next = step(state, event);
    effects.push(...next.effects);
    state = next.state;
    assert.ok(PHASES.includes(state.phase), state.phase);
  }
  return { state, effects };
}
const names = (effects) => effects.map((effect) => (effect.do === "send" ? effect.frame.type : effect.do));
const want = { type: "want", thread: "t1", kind: "video", id: "c1" };
const agree = { type: "agree", camera: true };
const opened = { type: "opened", camera: true };
const answeredCall = callOf({ state: "active", callee: { person: YOU, name: "Ben", device: YOURS } });
const inCall = () => run(idle(), want, agree, opened, { type: "changed", call: answeredCall }, { type: "link", is: "open" }).state;

test("nothing is opened and nothing is sent before she agrees", () => {
  const asked = run(idle(), want);
  assert.deepEqual([asked.state.phase, asked.effects], ["asking", []]);
  const agreed = run(asked.state, agree);
  assert.deepEqual(names(agreed.effects), ["open_media"]);
  const started = run(agreed.state, opened);
  assert.deepEqual(started.effects, [{ do: "send", frame: { type: "callstart", thread: "t1", call: "c1", kind: "video", device: MINE, microphone: true, camera: true } }]);
  assert.equal(started.state.phase, "calling");
});

test("without a camera the call goes on with sound, and says so", () => {
  const { effects, state } = run(idle(), want, agree, { type: "opened", camera: false });
  assert.equal(effects.at(-1).frame.camera, false);
  assert.equal(state.camera, false);
});

test("who refuses the microphone has called nobody", () => {
  const { state, effects } = run(idle(), want, agree, { type: "not_opened", why: "denied" });
  assert.deepEqual([state.phase, state.ending], ["over", "denied"]);
  assert.deepEqual(names(effects), ["open_media", "disconnect", "close_media"]);
});

test("who is called and has no microphone declines, so that the caller knows", () => {
  const { effects } = run(idle(), { type: "changed", call: mirrored() }, agree, { type: "not_opened", why: "no_microphone" });
  assert.deepEqual(names(effects), ["open_media", "calldecline", "disconnect", "close_media"]);
});

test("the caller connects once it is answered, and begins with the offer; the other one waits for it", () => {
  const caller = run(idle(), want, agree, opened, { type: "changed", call: answeredCall });
  assert.deepEqual(caller.effects.at(-1), { do: "connect", isCaller: true, begins: true });
  const active = mirrored({ state: "active", callee: { person: ME, name: "Ada", device: MINE } });
  const callee = run(idle(), { type: "changed", call: mirrored() }, agree, opened, { type: "changed", call: active });
  assert.deepEqual(callee.effects.at(-1), { do: "connect", isCaller: false, begins: false });
});

test("the same word twice connects once", () => {
  const twice = run(idle(), want, agree, opened, { type: "changed", call: answeredCall }, { type: "changed", call: answeredCall });
  assert.equal(names(twice.effects).filter((name) => name === "connect").length, 1);
});

test("a call answered on another device of hers stops ringing here", () => {
  const elsewhere = mirrored({ state: "active", callee: { person: ME, name: "Ada", device: OTHER } });
  for (const before of [[], [agree]]) {
    const { state } = run(idle(), { type: "changed", call: mirrored() }, ...before, { type: "changed", call: elsewhere });
    assert.deepEqual([state.phase, state.ending], ["over", "elsewhere"]);
  }
  assert.equal(run(idle(), { type: "changed", call: elsewhere }).state.phase, "idle");
});

test("a call that another device of hers makes is not shown here", () => {
  const other = callOf({ caller: { person: ME, name: "Ada", device: OTHER } });
  assert.equal(run(idle(), { type: "changed", call: other }).state.phase, "idle");
});

test("calls of others are no business of this page", () => {
  const call = callOf({ caller: { person: "x", device: null }, callee: { person: "y", device: null } });
  assert.equal(run(idle(), { type: "changed", call }).state.phase, "idle");
});

test("an incoming call takes the place of a sheet that only asks, not of a call", () => {
  assert.equal(run(idle(), want, { type: "changed", call: mirrored({ id: "c2" }) }).state.phase, "ringing");
  assert.equal(run(inCall(), { type: "changed", call: mirrored({ id: "c2" }) }).state.id, "c1");
});

test("where both call at once, whose call gives way is in the other one", () => {
  const theirs = mirrored({ id: "c2", state: "active", callee: { person: ME, name: "Ada", device: MINE } });
  const glare = callOf({ state: "ended", reason: "glare" });
  for (const order of [[theirs, glare], [glare, theirs], [theirs]]) {
    const { state, effects } = run(idle(), want, agree, opened, ...order.map((call) => ({ type: "changed", call })));
    assert.deepEqual([state.phase, state.id], ["connecting", "c2"]);
    assert.deepEqual(effects.filter((effect) => effect.do === "connect"), [{ do: "connect", isCaller: false, begins: false }]);
    assert.equal(names(effects).includes("close_media"), false, "what was opened stays open");
  }
});

test("what the way does is told in one of three phases", () => {
  const state = inCall();
  const cut = run(state, { type: "link", is: "interrupted" });
  assert.equal(cut.state.phase, "reconnecting");
  assert.equal(run(cut.state, { type: "link", is: "open" }).state.phase, "connected");
  const lost = run(cut.state, { type: "link", is: "failed" });
  assert.deepEqual([lost.state.ending, lost.effects[0].frame], ["lost", { type: "callhangup", call: "c1", connected: true }]);
});

test("a way that was never found fails the call, and the server is told", () => {
  const { state, effects } = run(idle(), want, agree, opened, { type: "changed", call: answeredCall }, { type: "link", is: "failed" });
  assert.equal(state.ending, "not_connected");
  assert.deepEqual(effects.at(-3).frame, { type: "callhangup", call: "c1", connected: false });
});

test("hanging up is declining, giving up or ending, by how far it has come; media are closed each time", () => {
  const cases = [
    [[{ type: "changed", call: mirrored() }], "calldecline", "you_declined"],
    [[{ type: "changed", call: mirrored() }, agree, opened], "callhangup", "you_declined"],
    [[want, agree, opened], "callhangup", "you_cancelled"],
    [[want, agree, opened, { type: "changed", call: answeredCall }], "callhangup", "you_hung_up"],
  ];
  for (const [before, frame, ending] of cases) {
    const { state, effects } = step(run(idle(), ...before).state, { type: "hang_up" });
    assert.deepEqual([names(effects), state.ending], [[frame, "disconnect", "close_media"], ending]);
  }
});

test("who says «not now» to the sheet has sent nothing", () => {
  const { state, effects } = run(idle(), want, { type: "hang_up" });
  assert.deepEqual([state.phase, effects], ["idle", []]);
});

test("media that open after she gave up are closed again", () => {
  const { effects } = run(idle(), want, agree, { type: "hang_up" }, opened);
  assert.equal(names(effects).at(-1), "close_media");
});

test("it rings until it is due: then the caller ends it, and the other one stops", () => {
  const caller = run(idle(), want, agree, opened, { type: "overdue" });
  assert.deepEqual([caller.state.ending, names(caller.effects).includes("callhangup")], ["no_answer", true]);
  const callee = run(idle(), { type: "changed", call: mirrored() }, { type: "overdue" });
  assert.deepEqual([callee.state.ending, names(callee.effects)], ["missed", ["disconnect", "close_media"]]);
  assert.equal(run(inCall(), { type: "overdue" }).state.phase, "connected");
});

test("an end that is told here is the end here, once", () => {
  const ended = { type: "changed", call: callOf({ state: "ended", reason: "hung_up" }) };
  const once = run(inCall(), ended);
  assert.deepEqual([once.state.phase, once.state.ending, names(once.effects)], ["over", "hung_up", ["disconnect", "close_media"]]);
  assert.deepEqual(run(once.state, ended).effects, []);
  assert.equal(run(inCall(), { type: "changed", call: callOf({ id: "c0", state: "ended", reason: "hung_up" }) }).state.phase, "connected");
});

test("how it ended depends on whose end it is", () => {
  const told = (reason, isCaller) => endingOf({ reason }, { isCaller });
  assert.deepEqual([told("cancelled", false), told("no_answer", true), told("no_answer", false)], ["missed", "no_answer", "missed"]);
  assert.deepEqual(["busy", "declined", "not_allowed", "connection_lost"].map((reason) => told(reason, true)), ["busy", "declined", "not_allowed", "lost"]);
});

test("a refusal ends what it refuses, with the server's sentence", () => {
  const { state } = run(idle(), want, agree, opened, { type: "refused", call: "c1", code: "nobody_to_call", detail: "Nobody." });
  assert.deepEqual([state.phase, state.ending, state.detail], ["over", "refused", "Nobody."]);
  assert.equal(run(inCall(), { type: "refused", call: "c7", code: "not_found", detail: "" }).state.phase, "connected");
  assert.equal(run(inCall(), { type: "refused", call: "c1", code: "forbidden", detail: "" }).state.ending, "lost");
  const unknown = run(idle(), want, agree, opened, { type: "refused", call: "c1", code: "not_found", detail: "" });
  assert.deepEqual([unknown.state.phase, names(unknown.effects).at(-1)], ["calling", "ask_own"], "perhaps the other one's call goes on");
  assert.equal(run(unknown.state, { type: "none" }).state.ending, "lost");
});

test("what cannot be sent is not waited for", () => {
  assert.equal(run(idle(), want, agree, opened, { type: "unsent" }).state.ending, "offline");
});

test("a page that is loaded again in a call asks before it opens anything, and makes a new way", () => {
  const back = run(idle(), { type: "welcome", person: ME }, { type: "changed", call: answeredCall });
  assert.deepEqual([back.state.phase, names(back.effects)], ["returning", ["ask_own"]]);
  const there = run(back.state, agree, opened);
  assert.deepEqual(names(there.effects), ["open_media", "callconsent", "connect"]);
  assert.deepEqual(there.effects.at(-1), { do: "connect", isCaller: true, begins: true });
});

test("a socket that comes back and knows of no call ends what this page thought", () => {
  assert.equal(run(inCall(), { type: "none" }).state.ending, "lost");
  assert.equal(run(idle(), { type: "changed", call: mirrored() }, { type: "none" }).state.ending, "missed");
  assert.equal(run(idle(), want, { type: "none" }).state.phase, "asking");
});

test("the camera goes on only after it was agreed to, and the same wish twice is one", () => {
  const audio = run(idle(), want, { type: "agree", camera: false }, { type: "opened", camera: false }, { type: "changed", call: answeredCall }).state;
  const on = run(audio, { type: "camera", on: true }, { type: "camera", on: true });
  assert.deepEqual(on.effects, [{ do: "send", frame: { type: "callconsent", call: "c1", device: MINE, microphone: true, camera: true } }]);
});

test("a device is heard of while it rings and while it speaks, not before and not after", () => {
  assert.equal(beats(idle()), false);
  assert.equal(beats(run(idle(), want, agree, opened).state), true);
  assert.equal(beats(inCall()), true);
  assert.equal(beats(run(inCall(), { type: "hang_up" }).state), false);
});

test("after an end the next call can begin at once", () => {
  const over = run(inCall(), { type: "hang_up" }).state;
  assert.equal(isBusy(over), false);
  assert.equal(run(over, { ...want, id: "c5" }).state.id, "c5");
  assert.equal(run(over, { type: "dismiss" }).state.phase, "idle");
});

test("an event that is not in the table is a mistake, not silence", () => {
  assert.throws(() => step(idle(), { type: "nonsense" }));
});

test("«there is none» is about a call that was told to the server, not about one that she is agreeing to", () => {
  assert.deepEqual([idle(), run(idle(), want).state, run(idle(), want, agree).state].map(isTold), [false, false, false]);
  assert.deepEqual([run(idle(), want, agree, opened).state, inCall()].map(isTold), [true, true]);
});
