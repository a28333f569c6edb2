// The socket of a viewer: says hello, watches a set of recordings, begins anew where it was cut. Pure but for what it is
// handed: open() → socket, watching(bed), bed(state), records([…]), gone(recording), lost(since), back().
import { parseRecords } from "./records.js";

export const WAIT_MS = { first: 1000, most: 15000, hello: 10000 };

export class Viewer {
  #recordings = [];
  #socket = null;
  #isWelcome = false;
  #isLost = false;
  #isOver = false;
  #wait = WAIT_MS.first;
  #patience = WAIT_MS.hello;
  #alive = new Date();
  #watchdog = null;

  constructor({ open, minutes = 10, timers = globalThis, ...told }) {
    Object.assign(this, { open, minutes, timers, told });
  }

  // Shows these and no others. The same set again asks nothing.
  watch(recordings) {
    if (recordings.join() === this.#recordings.join()) return;
    this.#recordings = [...recordings];
    if (this.#isWelcome) this.#ask();
    else if (!this.#socket) this.#connect();
  }

  stop() {
    this.#isOver = true;
    this.timers.clearTimeout(this.#watchdog);
    this.#socket?.close();
  }

  #ask() {
    this.#socket.send(JSON.stringify({ type: "watch", recordings: this.#recordings, minutes: this.minutes }));
  }

  #connect() {
    if (this.#isOver) return;
    const socket = (this.#socket = this.open());
    socket.binaryType = "arraybuffer";
    this.#patience = WAIT_MS.hello;
    this.#heard();
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello" }));
    socket.onmessage = (event) => { if (socket === this.#socket) { this.#heard(); this.#take(event.data); } };
    socket.onclose = () => { if (socket === this.#socket) this.#cutOff(); };
  }

  #take(data) {
    if (typeof data !== "string") return this.told.records(parseRecords(data));
    const frame = JSON.parse(data);
    if (frame.type === "welcome") this.#welcome(frame);
    if (frame.type === "watching") for (const bed of frame.beds) this.told.watching(bed);
    if (frame.type === "bed") this.told.bed(frame);
    if (frame.type === "unwatched") this.told.gone(frame.recording);
    return undefined;
  }

  #welcome(frame) {
    this.#patience = frame.heartbeat_s * 3000;
    this.#wait = WAIT_MS.first;
    this.#isWelcome = true;
    this.#heard();
    this.#ask();
    if (this.#isLost) { this.#isLost = false; this.told.back(); }
  }

  #heard() {
    if (!this.#isLost) this.#alive = new Date();
    this.timers.clearTimeout(this.#watchdog);
    this.#watchdog = this.timers.setTimeout(() => this.#cutOff(), this.#patience);
  }

  #cutOff() {
    this.timers.clearTimeout(this.#watchdog);
    const socket = this.#socket;
    this.#socket = null;
    this.#isWelcome = false;
    socket?.close();
    if (this.#isOver) return;
    if (!this.#isLost) { this.#isLost = true; this.told.lost(this.#alive); }
    this.timers.setTimeout(() => { if (!this.#socket) this.#connect(); }, this.#wait);
    this.#wait = Math.min(this.#wait * 2, WAIT_MS.most);
  }
}

export function openLive() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return new WebSocket(`${scheme}://${location.host}/ws/v1/live`);
}
