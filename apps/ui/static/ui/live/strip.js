// The strip of a recording that is being made: it grows by itself, follows its end or holds where somebody reads.
// Once the recording is complete the page comes anew as an ordinary one, at the same place (place.js).
import { GrowingTrace } from "./growing.js";
import { Hold } from "./hold.js";
import { keepPlace } from "./place.js";
import { openLive, Viewer } from "./socket.js";
import { standing } from "./standing.js";
import { loadJson, LoadError } from "../strip/load.js";
import { clockOf } from "../strip/ticks.js";
import { duration } from "../js/duration.js";
import { fill } from "../js/strings.js";

const HISTORY_MIN = 5;
const TICK_MS = 1000;
const CHANNELS = ["fhr1", "fhr2", "mhr", "toco", "quality", "marks"];

export class LiveStrip {
  constructor(bar, strip) {
    Object.assign(this, { bar, strip, recording: bar.dataset.liveBar, hold: new Hold(), trace: null, state: null, heardMs: null, marks: null, isDirty: false, isCut: false, waiting: [] });
    this.words = JSON.parse(bar.dataset.strings);
    this.clock = clockOf(bar.dataset.zone || "UTC", bar.dataset.language || "en");
    this.viewer = new Viewer({
      open: openLive,
      minutes: HISTORY_MIN,
      watching: (bed) => this.begin(bed),
      bed: (state) => { this.state = { ...state, twins: this.isOfTwins }; },
      records: (records) => this.lay(records),
      gone: () => {},
      lost: () => { this.isCut = true; },
      back: () => { this.isCut = false; },
    });
    this.listen();
  }

  part(name) { return this.bar.querySelector(`[data-live-${name}]`); }

  start() {
    this.viewer.watch([this.recording]);
    this.askMarks();
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  begin({ started_at: startedAt, twins, refused }) {
    if (refused) return;
    this.isOfTwins = twins;
    this.trace ??= new GrowingTrace(Date.parse(startedAt) / 1000);
    this.takeWhole();
  }

  // What the page loaded is laid under what comes.
  takeWhole() {
    const loaded = this.strip.isReady && !this.hasWhole ? this.strip.scene.trace : null;
    if (!loaded || !this.trace) return;
    this.hasWhole = true;
    if (this.strip.isEmpty) return; // it is what we have put there
    const record = { first: 0, count: loaded.count };
    for (const name of CHANNELS) if (loaded[name]) record[name] = loaded[name];
    const live = this.waiting;
    const fresh = new GrowingTrace(this.trace.startS);
    fresh.lay(record);
    for (const one of live) fresh.lay(one);
    this.trace = fresh;
    this.isDirty = true;
    this.waiting = [];
  }

  lay(records) {
    for (const record of records) {
      if (!this.hasWhole) this.waiting.push(record);
      this.trace?.lay(record);
      if (record.receivedMs) this.heardMs = Math.max(this.heardMs ?? 0, record.receivedMs);
    }
    this.isDirty = true;
  }

  async askMarks() {
    try {
      this.marks = await loadJson(this.bar.dataset.marksUrl, { failed_network: "", failed_status: "" });
      this.isDirty = true;
    } catch (error) {
      if (!(error instanceof LoadError)) throw error; // the part beside the strip looks stale by itself then
    }
  }

  // ── what is seen ──────────────────────────────────────────────────────────
  tick() {
    const stands = standing(this.state, this.trace, Date.now(), this.heardMs, this.isCut);
    this.bar.dataset.link = stands.link;
    this.part("rates").textContent = stands.rates.map((bpm) => bpm ?? "?").join(" / ");
    this.part("link").textContent = this.linkWords(stands);
    if (this.isDirty && this.trace?.end && (this.hasWhole || this.strip.isEmpty)) {
      this.isDirty = false;
      this.strip.renew(this.trace.whole(), this.marks, this.marks?.gaps ?? [], { follows: this.hold.isFollowing });
    }
    this.tellHold();
  }

  length(seconds) {
    return duration(seconds, Object.fromEntries(["days", "hours", "both", "minutes", "seconds"].map((name) => [name, this.words[`duration_${name}`]])));
  }

  linkWords({ link, seconds, latestMs, lostS }) {
    if (link === "offline" && (seconds === null || latestMs === null)) return this.words.offline_never;
    if (link === "offline") return fill(this.words.offline, { length: this.length(seconds), time: this.clock.seconds(latestMs / 1000) });
    if (link === "behind") return fill(this.words.behind, { length: this.length(seconds) });
    return lostS ? fill(this.words.lost, { length: this.length(lostS) }) : this.words[link];
  }

  tellHold() {
    const fresh = this.trace ? this.hold.newS(this.trace.endS) : 0;
    const button = this.part("new");
    button.hidden = this.hold.isFollowing || fresh === 0;
    button.textContent = fill(this.words.new_seconds, { length: this.length(fresh) });
    const freeze = this.part("freeze");
    freeze.setAttribute("aria-pressed", String(this.hold.isFrozen));
    freeze.querySelector("span").textContent = this.hold.isFrozen ? this.words.frozen : this.words.freeze;
  }

  listen() {
    const endS = () => this.trace?.endS ?? 0;
    const toEnd = (isFrozen) => {
      this.hold.freeze(isFrozen, endS());
      if (!isFrozen && this.strip.isReady) this.strip.scrollStrip(Infinity);
      this.tellHold();
    };
    this.part("freeze").addEventListener("click", () => toEnd(!this.hold.isFrozen));
    this.part("new").addEventListener("click", () => toEnd(false));
    this.strip.parts.scroll.addEventListener("scroll", () => {
      const { scrollLeft: leftPx, scrollWidth, clientWidth } = this.strip.parts.scroll;
      if (this.strip.isReady) this.hold.scrolled({ leftPx, roomPx: scrollWidth - clientWidth }, endS());
      this.tellHold();
    });
    this.strip.addEventListener("strip:ready", () => { this.takeWhole(); if (this.hold.isFollowing) this.strip.scrollStrip(Infinity); });
    document.body.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target.id === "recording-live") this.askMarks(); });
  }
}

customElements.whenDefined("ctg-strip").then(() => {
  const strip = document.querySelector("ctg-strip"), bar = document.querySelector("[data-live-bar]");
  if (strip) keepPlace(strip, window, { isLive: Boolean(bar) });
  if (strip && bar) new LiveStrip(bar, strip).start();
});
