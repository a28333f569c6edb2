// What a call is for this device, as a pure step: step(state, event) → {state, effects}. No clock, no browser, no network.
// Phases: idle → asking → starting → calling ─┐
//         idle → ringing → answering ─────────┴→ connecting → connected ⇄ reconnecting → over → idle
//         idle → returning (the page was loaded again in the middle of a call) → rejoining → connecting
export const PHASES = ["idle", "asking", "starting", "calling", "ringing", "answering", "returning", "rejoining", "connecting", "connected", "reconnecting", "over"];
const IN_CALL = new Set(["connecting", "connected", "reconnecting"]);
const NO_EFFECTS = [];

export function beginning({ device, me = null }) {
  return { phase: "idle", device, me, id: null, call: null, thread: null, kind: "video", camera: false, other: { microphone: true, camera: false }, ending: null, detail: "" };
}

export const isInCall = (state) => IN_CALL.has(state.phase);
export const isBusy = (state) => !["idle", "over"].includes(state.phase);
// A call that the server may know of: one that is only being agreed to here is not meant by its «there is none».
export const isTold = (state) => isBusy(state) && !["asking", "starting"].includes(state.phase);
// A device says that it is there while its call is one that the server knows.
export const beats = (state) => state.phase === "calling" || state.phase === "ringing" || isInCall(state);

// Which end of a call this person is, and the other end; null where it is not hers.
export function endsOf(call, me) {
  if (call.caller.person === me) return { mine: call.caller, theirs: call.callee, isCaller: true };
  if (call.callee.person === me) return { mine: call.callee, theirs: call.caller, isCaller: false };
  return null;
}

const stay = (state) => ({ state, effects: NO_EFFECTS });
const become = (state, changes, effects = NO_EFFECTS) => ({ state: { ...state, ...changes }, effects });
const leave = [{ do: "disconnect" }, { do: "close_media" }];
const finish = (state, ending, detail = "") => become(state, { phase: "over", ending, detail, other: { microphone: true, camera: false } }, leave);
const sendHangup = (state, connected) => ({ do: "send", frame: { type: "callhangup", call: state.id, connected } });
const consent = (state) => ({ device: state.device, microphone: true, camera: state.camera });

const STEPS = {
  // She wants to call: the sheet asks for consent before anything is opened.
  want(state, { thread, kind, id }) {
    if (isBusy(state)) return stay(state);
    return become(state, { phase: "asking", id, thread, kind, call: null, ending: null, detail: "" });
  },

  // She agrees: to the microphone always, to the camera if she chose so. Only now is anything opened.
  agree(state, { camera }) {
    const next = { asking: "starting", ringing: "answering", returning: "rejoining" }[state.phase];
    return next ? become(state, { phase: next, camera }, [{ do: "open_media", camera }]) : stay(state);
  },

  // What she agreed to is open. `camera` false: there was none to open, so the call goes on with sound.
  opened(state, { camera }) {
    const now = { ...state, camera };
    if (state.phase === "starting") {
      const frame = { type: "callstart", thread: state.thread, call: state.id, kind: state.kind, ...consent(now) };
      return become(now, { phase: "calling" }, [{ do: "send", frame }]);
    }
    if (state.phase === "answering") return become(now, {}, [{ do: "send", frame: { type: "callanswer", call: state.id, ...consent(now) } }]);
    if (state.phase === "rejoining") {
      const frame = { type: "callconsent", call: state.id, ...consent(now) };
      return become(now, { phase: "connecting" }, [{ do: "send", frame }, { do: "connect", isCaller: endsOf(state.call, state.me).isCaller, begins: true }]);
    }
    return become(now, {}, [{ do: "close_media" }]);
  },

  // The browser or she herself refused microphone or camera, or there is none.
  not_opened(state, { why }) {
    const told = { starting: NO_EFFECTS, answering: [{ do: "send", frame: { type: "calldecline", call: state.id } }], rejoining: [sendHangup(state, true)] }[state.phase];
    if (!told) return stay(state);
    const over = finish(state, why);
    return { state: over.state, effects: [...told, ...over.effects] };
  },

  // The server's word on a call. It is state, not event: the newest one replaces all before.
  changed(state, { call }) {
    const ends = endsOf(call, state.me);
    if (!ends) return stay(state);
    if (call.state === "ringing") return ringing(state, call, ends);
    if (call.state === "active") return active(state, call, ends);
    if (call.id !== state.id || state.phase === "over" || state.phase === "asking") return stay(state);
    // Both called at once, and hers gave way: the other call is about to be told, with this device in it.
    if (call.reason === "glare" && state.phase === "calling") return become(state, {}, [{ do: "ask_own" }]);
    return finish({ ...state, call }, endingOf(call, ends));
  },

  // What she asked for could not even be sent: the socket is away.
  unsent(state) {
    return state.phase === "calling" || state.phase === "answering" ? finish(state, "offline") : stay(state);
  },

  refused(state, { call, code, detail }) {
    if (call !== state.id || !isBusy(state) || state.phase === "asking") return stay(state);
    // The server knows of no such call: of two that rang each other at once it may have been the one that gave way.
    if (code === "not_found" && state.phase !== "starting") return become(state, {}, [{ do: "ask_own" }]);
    if (code === "answered_elsewhere") return finish(state, "elsewhere");
    return finish(state, isInCall(state) ? "lost" : "refused", detail);
  },

  // What the way between the two browsers does.
  link(state, { is }) {
    if (!isInCall(state)) return stay(state);
    if (is === "open") return become(state, { phase: "connected" });
    if (is === "interrupted") return state.phase === "connected" ? become(state, { phase: "reconnecting" }) : stay(state);
    const over = finish(state, state.phase === "connecting" ? "not_connected" : "lost");
    return { state: over.state, effects: [sendHangup(state, state.phase !== "connecting"), ...over.effects] };
  },

  // The other one muted or unmuted.
  other(state, { microphone, camera }) {
    return isInCall(state) ? become(state, { other: { microphone, camera } }) : stay(state);
  },

  // The camera goes on in the middle of a call: agreed first, then opened.
  camera(state, { on }) {
    if (!isInCall(state) || on === state.camera) return stay(state);
    const changed = { ...state, camera: on };
    return { state: changed, effects: [{ do: "send", frame: { type: "callconsent", call: state.id, ...consent(changed) } }] };
  },

  hang_up(state) {
    if (state.phase === "asking") return become(state, { phase: "idle" });
    if (state.phase === "starting") return become(state, { phase: "idle" }, leave);
    if (!isBusy(state)) return stay(state);
    const declines = state.phase === "ringing" || state.phase === "answering";
    // An answer may be on its way already: then this ends the call, else it declines.
    const frame = state.phase === "ringing" ? { type: "calldecline", call: state.id } : { type: "callhangup", call: state.id, connected: true };
    const over = finish(state, declines ? "you_declined" : state.phase === "calling" ? "you_cancelled" : "you_hung_up");
    return { state: over.state, effects: [{ do: "send", frame }, ...over.effects] };
  },

  // It has rung long enough. The caller says so; whoever is called stops ringing.
  overdue(state) {
    if (state.phase === "calling") {
      const over = finish(state, "no_answer");
      return { state: over.state, effects: [sendHangup(state, true), ...over.effects] };
    }
    return state.phase === "ringing" ? finish(state, "missed") : stay(state);
  },

  // The socket is (again) there: who is connected, and is there a call that this page does not know of?
  welcome(state, { person }) {
    return become(state, { me: person }, [{ do: "ask_own" }]);
  },

  // The answer to that question where there is no call (any more).
  none(state) {
    if (!isTold(state)) return stay(state);
    return finish(state, state.phase === "ringing" ? "missed" : "lost");
  },

  dismiss(state) {
    return state.phase === "over" ? become(state, { phase: "idle", id: null, call: null, thread: null, ending: null, detail: "" }) : stay(state);
  },
};

function ringing(state, call, { mine, isCaller }) {
  if (isCaller) return call.id === state.id && mine.device === state.device ? become(state, { call }) : stay(state);
  if (["idle", "over", "asking"].includes(state.phase)) {
    return become(state, { phase: "ringing", id: call.id, call, thread: call.thread, kind: call.kind, camera: false, ending: null, detail: "" });
  }
  return call.id === state.id ? become(state, { call }) : stay(state);
}

function active(state, call, { mine, isCaller }) {
  if (mine.device !== state.device) {
    const wasRinging = call.id === state.id && ["ringing", "answering"].includes(state.phase);
    return wasRinging ? finish({ ...state, call }, "elsewhere") : stay(state);
  }
  if (isInCall(state)) return call.id === state.id ? become(state, { call }) : stay(state);
  // Where both called at once, it may be the other one's call that goes on.
  if (["calling", "answering"].includes(state.phase)) {
    return become(state, { phase: "connecting", id: call.id, call, kind: call.kind }, [{ do: "connect", isCaller, begins: isCaller }]);
  }
  // It was answered by another page that took over this one's device (a tab that was doubled).
  if (state.phase === "ringing") return finish({ ...state, call }, "elsewhere");
  if (["idle", "over", "returning"].includes(state.phase)) {
    return become(state, { phase: "returning", id: call.id, call, thread: call.thread, kind: call.kind, ending: null, detail: "" });
  }
  return stay(state);
}

// How a call ended, for this end of it. Each is a word of the page: ending_<name>.
export function endingOf(call, { isCaller }) {
  if (call.reason === "cancelled" || call.reason === "no_answer") return isCaller ? "no_answer" : "missed";
  if (call.reason === "hung_up") return "hung_up";
  if (call.reason === "connection_lost") return "lost";
  return ["declined", "busy", "not_connected", "not_allowed", "glare"].includes(call.reason) ? call.reason : "hung_up";
}

export function step(state, event) {
  const take = STEPS[event.type];
  if (!take) throw new Error(`no step for ${event.type}`);
  return take(state, event);
}
