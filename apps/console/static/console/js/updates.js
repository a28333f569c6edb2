// The socket that says «there is something of this mother up to N». It carries no values: the page asks for itself.
// Pure but for what it is handed: heads {id: number the page shows}, open() → socket, changed(), lost(since), back().
export const WAIT_MS = { first: 1000, most: 30000, quiet: 300, hello: 10000 };

export function listen({ heads, open, changed, lost, back, timers = window }) {
  const known = new Map(Object.entries(heads));
  const state = { socket: null, alive: new Date(), wait: WAIT_MS.first, watch: null, quiet: null, isLost: false };

  const tell = () => {
    timers.clearTimeout(state.quiet);
    state.quiet = timers.setTimeout(changed, WAIT_MS.quiet); // several heads in one breath are one question
  };

  const take = (frame) => {
    if (frame.type === "welcome") {
      state.patience = frame.heartbeat_s * 3000;
      state.wait = WAIT_MS.first;
      for (const subject of known.keys()) state.socket.send(JSON.stringify({ type: "subscribe", subject }));
      if (state.isLost) { state.isLost = false; back(); }
    }
    if (frame.type === "head" && frame.sequence > (known.get(frame.subject) ?? 0)) {
      known.set(frame.subject, frame.sequence);
      tell();
    }
    if (frame.type === "gone" && known.delete(frame.subject)) tell();
  };

  const connect = () => {
    const socket = (state.socket = open());
    state.patience = WAIT_MS.hello;
    heard();
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello" }));
    socket.onmessage = (event) => { if (socket === state.socket) { heard(); take(JSON.parse(event.data)); } };
    socket.onclose = () => { if (socket === state.socket) cutOff(); };
  };

  const heard = () => {
    if (!state.isLost) state.alive = new Date();
    timers.clearTimeout(state.watch);
    state.watch = timers.setTimeout(cutOff, state.patience);
  };

  const cutOff = () => {
    timers.clearTimeout(state.watch);
    const socket = state.socket;
    state.socket = null;
    socket?.close();
    if (!state.isLost) { state.isLost = true; lost(state.alive); }
    timers.setTimeout(connect, state.wait);
    state.wait = Math.min(state.wait * 2, WAIT_MS.most);
  };

  if (known.size) connect();
  return state;
}
