// One socket that is opened again for as long as the page is open. Pure but for what it is handed: open() → socket,
// timers, random(), isOnline(). It says state changes and frames; what they mean is for others.
//
// States: connecting · live · waiting (cut; tries again at `retryAt`) · offline (the browser has no network) ·
// signed_out and forbidden (trying again is no use). `since`: the last sign of life, once there is none.
export const MS = { hello: 10_000, first: 500, most: 30_000, busy: 30_000 };
const FINAL = { 4401: "signed_out", 4403: "forbidden" };
const TOO_MUCH = 4429;

export function connection({ open, told, heard, timers = globalThis, random = Math.random, now = () => new Date(), isOnline = () => true }) {
  const at = { state: "idle", since: null, retryAt: null, tries: 0 };
  let socket = null;
  let watch = null;
  let retry = null;
  let patience = MS.hello;
  let alive = now();

  const enter = (state, more = {}) => {
    Object.assign(at, { state, retryAt: null }, more);
    told({ state: at.state, since: at.since, retryAt: at.retryAt });
  };

  const sign = () => {
    alive = now();
    timers.clearTimeout(watch);
    watch = timers.setTimeout(() => cut(null), patience);
  };

  const connect = () => {
    timers.clearTimeout(retry);
    if (!isOnline()) { enter("offline", { since: at.since ?? alive }); return; }
    enter("connecting");
    patience = MS.hello;
    const opened = (socket = open());
    const isCurrent = () => socket === opened;
    timers.clearTimeout(watch);
    watch = timers.setTimeout(() => cut(null), patience);
    opened.onopen = () => { if (isCurrent()) opened.send(JSON.stringify({ type: "hello" })); };
    opened.onclose = (event) => { if (isCurrent()) cut(event?.code ?? null); };
    opened.onmessage = (event) => {
      if (!isCurrent()) return;
      const frame = JSON.parse(event.data);
      if (frame.type === "welcome") {
        patience = frame.heartbeat_s * 3000;
        Object.assign(at, { since: null, tries: 0 });
      }
      sign();
      if (frame.type === "welcome") enter("live");
      heard(frame);
    };
  };

  const cut = (code) => {
    timers.clearTimeout(watch);
    const old = socket;
    socket = null;
    old?.close();
    const since = at.since ?? alive;
    if (FINAL[code]) { enter(FINAL[code], { since }); return; }
    if (!isOnline()) { enter("offline", { since }); return; }
    const wait = code === TOO_MUCH ? MS.busy : Math.min(MS.most, MS.first * 2 ** at.tries);
    const jittered = Math.round(wait * (0.5 + random() / 2)); // so that a ward does not come back in one instant
    at.tries += 1;
    enter("waiting", { since, retryAt: new Date(now().getTime() + jittered) });
    retry = timers.setTimeout(connect, jittered);
  };

  return {
    start: connect,
    // The network is back, or somebody looks at the page again: no reason to wait any longer.
    hurry: () => { if (at.state === "waiting" || at.state === "offline") { at.tries = 0; connect(); } },
    offline: () => { if (at.state !== "offline" && !FINAL_STATES.has(at.state)) cut(null); },
    send: (frame) => {
      if (at.state !== "live" || socket === null) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    stop: () => { timers.clearTimeout(retry); timers.clearTimeout(watch); const old = socket; socket = null; old?.close(); enter("idle"); },
    get state() { return at.state; },
    get since() { return at.since; },
  };
}

const FINAL_STATES = new Set(Object.values(FINAL));
