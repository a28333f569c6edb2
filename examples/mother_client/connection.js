// The socket of consultations: a one-use ticket, hello, frames; comes again with growing pauses that differ from client
// to client. A frame is a hint: whoever missed one asks by number.
const SILENT_BEATS = 3;

export function createConnection({ api, onFrame, onState, Socket = WebSocket, random = Math.random }) {
  let socket = null;
  let attempt = 0;
  let silent = null;
  let isWanted = true;
  const handlers = new Set([onFrame]);

  async function open() {
    onState("connecting");
    try {
      const { ticket } = await api.post("/api/v1/socket-tickets");
      if (!isWanted) return;
      socket = new Socket(api.server.replace(/^http/, "ws") + "/ws/v1/consultations");
      socket.onopen = () => socket.send(JSON.stringify({ type: "hello", ticket }));
      socket.onmessage = (event) => heard(JSON.parse(event.data));
      socket.onclose = (event) => closed(event.code);
    } catch (error) {
      closed(error.status === 401 ? 4401 : 0);
    }
  }

  function heard(frame) {
    if (frame.type === "welcome") {
      attempt = 0;
      socket.beat_s = frame.heartbeat_s;
      onState("connected");
    }
    clearTimeout(silent);
    silent = setTimeout(() => socket?.close(), SILENT_BEATS * 1000 * (socket.beat_s ?? 10));
    for (const handler of handlers) handler(frame);
  }

  function closed(code) {
    clearTimeout(silent);
    socket = null;
    if (!isWanted) return;
    if (code === 4401) {
      onState("signed_out");
      return;
    }
    onState("offline");
    attempt += 1;
    setTimeout(open, Math.min(30_000, 500 * 2 ** attempt) * (0.5 + random()));
  }

  open();
  return {
    send(frame) {
      if (socket?.readyState !== 1) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    listen(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    end() {
      isWanted = false;
      socket?.close();
    },
  };
}
