// The least that a page needs: a socket that comes back, two questions to the API, and createCall.
import { createCall } from "/static/consultations/js/call.js";

const handlers = new Set();
const heard = (window.heard = []);
let socket = null;
const connect = () => {
  socket = new WebSocket(`ws://${location.host}/ws/v1/consultations`);
  socket.onopen = () => socket.send(JSON.stringify({ type: "hello" }));
  socket.onmessage = (event) => {
    const frame = JSON.parse(event.data);
    heard.push(frame);
    if (!window.isDeaf) for (const handler of handlers) handler(frame);
  };
  socket.onclose = () => setTimeout(connect, 200);
};
const api = async (path) => {
  const answer = await fetch(`/api/v1/${path}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
};
window.call = createCall({
  send: (frame) => {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  },
  onFrame: (handler) => { handlers.add(handler); return () => handlers.delete(handler); },
  iceServers: (id) => api(`calls/${id}/ice-servers`),
  ownCall: () => api("calls/own"),
  words: JSON.parse(document.getElementById("call-words").textContent),
  elements: { root: document.querySelector("[data-call-root]") },
});
window.cutSocket = () => socket.close();
document.getElementById("start-video").onclick = () => window.call.start(document.body.dataset.thread, "video");
connect();
