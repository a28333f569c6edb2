// <ctg-strip>: loads a trace, keeps the view, paints when something changed. Drawing lives in painter.js,
// fingers and keys in controls.js, the table beside it in table.js. Attributes: components/strip.html.
import * as caliper from "./caliper.js";
import { listen } from "./controls.js";
import { neighbourEvent } from "./events.js";
import * as geometry from "./geometry.js";
import { fillLegend } from "./legend.js";
import { loadJson, LoadError, loadTrace } from "./load.js";
import { fit, MARGIN_PX, OVERVIEW_HEIGHT_PX, paintFixedMargin, paintStrip, paintWhole } from "./painter.js";
import { readPalette } from "./palette.js";
import { followPlaces, within } from "./places.js";
import { printedFrom, printedRows, rowsOf } from "./print.js";
import { sentence, valuesAt } from "./readout.js";
import { sceneOf } from "./scene.js";
import { followTable, markRow } from "./table.js";
import { clockOf } from "./ticks.js";
import { fill } from "../js/strings.js";

class CtgStrip extends HTMLElement {
  #scene = null;
  #scheduled = false;
  #stop = new AbortController();
  isEmpty = false; // it was asked for and nothing has come yet

  connectedCallback() {
    this.parts = Object.fromEntries(
      ["bar", "frame", "margin", "scroll", "paper", "length", "state", "overview", "readout", "legend", "spoken", "caliper", "note"]
        .map((name) => [name, this.querySelector(`[data-strip-${name}]`)]),
    );
    this.strings = JSON.parse(this.dataset.strings);
    this.clock = clockOf(this.dataset.zone || "UTC", this.dataset.language || "en");
    this.parts.readout.textContent = this.strings.readout_hint;
    this.skeleton = this.parts.state.innerHTML;
    listen(this, this.#stop.signal);
    followTable(this, this.#stop.signal);
    followPlaces(this, this.#stop.signal);
    this.#watch(this.#stop.signal);
    this.load();
  }

  disconnectedCallback() {
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  get isReady() { return this.#scene !== null; }
  get scene() { return this.#scene; }
  get view() { return this.#scene.view; }

  // ── data ──────────────────────────────────────────────────────────────────
  async load() {
    this.#showState(this.skeleton);
    const signal = this.#stop.signal;
    try {
      const trace = await loadTrace(this.dataset.traceUrl, this.strings, signal);
      this.isEmpty = trace.count === 0;
      if (this.isEmpty) return this.#showTemplate("[data-strip-empty]");
      const [analysis, gaps] = await this.#marks(signal);
      this.#begin(sceneOf(trace, analysis, gaps ?? analysis?.gaps ?? []));
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!(error instanceof LoadError)) throw error;
      this.#showFailure(error.message);
    }
  }

  // The trace is worth showing without its marks; that they are missing is said.
  async #marks(signal) {
    try {
      return await Promise.all([this.dataset.analysisUrl, this.dataset.gapsUrl].map((url) => loadJson(url, this.strings, signal)));
    } catch (error) {
      if (!(error instanceof LoadError)) throw error;
      this.parts.note.textContent = this.strings.analysis_failed;
      this.parts.note.hidden = false;
      return [null, null];
    }
  }

  #begin(scene) {
    const pair = geometry.PAIRS.slow;
    this.#scene = {
      ...scene, pair, palette: readPalette(this), clock: this.clock, strings: named(this.strings, scene.fetusLabels),
      cursor: null, caliper: caliper.EMPTY, chosen: null, place: null, isMeasuring: false,
      view: { widthPx: 1, ratio: 1, pxPerSecond: 1, scrollPx: 0, durationS: scene.durationS },
    };
    this.parts.state.hidden = true;
    this.dataset.ready = "";
    fillLegend(this.parts.legend, this.#scene);
    this.resize();
    this.dispatchEvent(new CustomEvent("strip:ready", { bubbles: true }));
  }

  // More of a recording that is still being made. The view stays where it is, or follows the end.
  renew(trace, analysis, gaps, { follows }) {
    const scene = sceneOf(trace, analysis, gaps);
    if (!this.isReady) this.#begin(scene);
    Object.assign(this.#scene, scene, { strings: named(this.strings, scene.fetusLabels) });
    this.view.durationS = scene.durationS;
    this.resize();
    if (follows) this.scrollStrip(Infinity);
  }

  #showState(html) {
    this.parts.state.innerHTML = html; // our own template, never data
    this.parts.state.hidden = false;
    this.parts.note.hidden = true;
    delete this.dataset.ready;
    this.#scene = null;
  }

  #showTemplate(selector) {
    this.#showState("");
    this.parts.state.append(this.querySelector(selector).content.cloneNode(true));
  }

  #showFailure(reason) {
    this.#showTemplate("[data-strip-failed]");
    this.parts.state.querySelector("[data-strip-reason]").textContent = reason;
    this.parts.state.querySelector("[data-strip-retry]").addEventListener("click", () => this.load());
  }

  // ── view ──────────────────────────────────────────────────────────────────
  #watch(signal) {
    const observer = new ResizeObserver(() => this.resize());
    observer.observe(this.parts.frame);
    signal.addEventListener("abort", () => observer.disconnect());
    const repaint = () => { if (this.isReady) { this.#scene.palette = readPalette(this); fillLegend(this.parts.legend, this.#scene); this.paint(); } };
    document.addEventListener("themechange", repaint, { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint, { signal });
    window.addEventListener("beforeprint", () => this.#layOutForPrint(), { signal });
    window.addEventListener("afterprint", () => this.querySelectorAll(".strip__row").forEach((row) => row.remove()), { signal });
  }

  resize() {
    if (!this.isReady) return;
    const { view, pair, range, durationS } = this.#scene;
    const second = geometry.secondOfX(view, 0);
    const widthPx = Math.max(120, Math.floor(this.parts.frame.clientWidth - MARGIN_PX));
    const pxPerSecond = geometry.pxPerSecond(pair, { durationS, widthPx });
    this.#scene.panels = geometry.layout(pair, range);
    this.#scene.view = { ...view, widthPx, pxPerSecond, ratio: window.devicePixelRatio || 1 };
    this.#scroll(geometry.clampScroll(this.view, second * pxPerSecond));
  }

  setPair(name) {
    if (!this.isReady || this.#scene.pair.name === name) return;
    const before = this.view;
    const { cursor, durationS, range } = this.#scene;
    const isCursorSeen = cursor && geometry.xOf(before, cursor.second) >= 0 && geometry.xOf(before, cursor.second) <= before.widthPx;
    const anchor = isCursorSeen ? cursor.second : Math.min(durationS, geometry.secondOfX(before, before.widthPx / 2));
    const pair = geometry.PAIRS[name];
    const after = { ...before, pxPerSecond: geometry.pxPerSecond(pair, { durationS, widthPx: before.widthPx }) };
    Object.assign(this.#scene, { pair, view: after, panels: geometry.layout(pair, range) });
    for (const button of this.querySelectorAll("[data-strip-pair]")) {
      button.setAttribute("aria-pressed", String(button.dataset.stripPair === name));
    }
    this.#scroll(geometry.scrollKeeping(before, after, anchor));
    this.say(this.strings[`pair_${name}`].replace("%(speed)s", geometry.cmPerMinute(after.pxPerSecond).toFixed(2)));
  }

  zoom(step) { this.setPair(geometry.neighbourPair(this.#scene.pair.name, step)); }

  // Moves the real scroll bar; the scroll event then paints.
  scrollStrip(scrollPx) { this.#scroll(geometry.clampScroll(this.view, scrollPx)); }

  #scroll(scrollPx) {
    this.view.scrollPx = scrollPx;
    this.parts.length.style.width = `${geometry.contentWidth(this.view)}px`;
    this.#fitCanvases();
    this.parts.scroll.scrollLeft = scrollPx;
    this.paint();
  }

  #fitCanvases() {
    const { view, panels } = this.#scene;
    this.pens = {
      margin: fit(this.parts.margin, MARGIN_PX, panels.height, view.ratio),
      paper: fit(this.parts.paper, view.widthPx, panels.height, view.ratio),
      overview: fit(this.parts.overview, view.widthPx + MARGIN_PX, OVERVIEW_HEIGHT_PX, view.ratio),
    };
  }

  scrolled() {
    if (!this.isReady) return;
    this.view.scrollPx = this.parts.scroll.scrollLeft;
    this.paint();
  }

  // ── one frame, at most one per screen refresh ─────────────────────────────
  paint() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      if (this.isReady) this.#paintNow();
    });
  }

  #paintNow() {
    const scene = this.#scene;
    if (scene.view.ratio !== (window.devicePixelRatio || 1)) return this.resize();
    paintStrip(this.pens.paper, scene);
    paintFixedMargin(this.pens.margin, scene);
    paintWhole(this.pens.overview, scene, scene.view.widthPx + MARGIN_PX);
    const room = geometry.contentWidth(scene.view) - scene.view.widthPx;
    this.parts.overview.setAttribute("aria-valuenow", room > 0 ? Math.round((scene.view.scrollPx / room) * 100) : 0);
    const from = Math.max(0, geometry.secondOfX(scene.view, 0)), to = Math.min(scene.durationS, geometry.secondOfX(scene.view, scene.view.widthPx));
    this.parts.overview.setAttribute("aria-valuetext", fill(this.strings.window_spoken, { from: this.#clockAt(from), to: this.#clockAt(to) }));
  }

  #clockAt(second) { return this.clock.seconds(this.#scene.trace.startS + second); }

  // ── cursor, caliper, events ───────────────────────────────────────────────
  // point: {second, bpm} or null. isSpoken: by keys, so that a screen reader says what a pointer would see.
  setCursor(point, { isSpoken = false } = {}) {
    const scene = this.#scene;
    scene.cursor = point;
    if (scene.isMeasuring && point) scene.caliper = caliper.hover(scene.caliper, point);
    const measured = caliper.measure(scene.caliper);
    const words = point ? sentence(scene.trace, point.second, scene) : this.strings.readout_hint;
    const result = measured && scene.isMeasuring ? fill(this.strings.caliper_result, caliper.inWords(measured)) : null;
    this.parts.readout.textContent = result ? `${result} · ${words}` : words;
    if (isSpoken) this.say(result ?? words);
    this.paint();
  }

  pointAt(second, bpm = null) {
    const bounded = Math.min(this.#scene.durationS, Math.max(0, second));
    const measured = valuesAt(this.#scene.trace, bounded)[this.#scene.primary];
    return { second: bounded, bpm: bpm ?? measured ?? this.#scene.cursor?.bpm ?? 140 };
  }

  moveCursor(steps) {
    const { view, cursor } = this.#scene;
    const from = cursor?.second ?? geometry.secondOfX(view, view.widthPx / 2);
    const point = this.pointAt(from + steps * geometry.cursorStepS(view.pxPerSecond));
    this.scrollStrip(geometry.scrollShowing(view, point.second, point.second));
    this.setCursor(point, { isSpoken: true });
  }

  moveLevel(bpm) {
    const cursor = this.#scene.cursor ?? this.pointAt(geometry.secondOfX(this.view, this.view.widthPx / 2));
    this.setCursor({ ...cursor, bpm: cursor.bpm + bpm }, { isSpoken: true });
  }

  measure(isOn) {
    this.#scene.isMeasuring = isOn;
    if (!isOn) this.#scene.caliper = caliper.EMPTY;
    this.parts.caliper.setAttribute("aria-pressed", String(isOn));
    this.toggleAttribute("data-measuring", isOn);
    this.say(isOn ? this.strings.caliper_first : "");
    this.paint();
  }

  placeCaliper(point) {
    this.#scene.caliper = caliper.place(this.#scene.caliper, point);
    const measured = caliper.measure(this.#scene.caliper);
    this.say(measured ? fill(this.strings.caliper_result, caliper.inWords(measured)) : this.strings.caliper_second);
    this.setCursor(point);
  }

  show(label) {
    const event = this.#scene?.events.find((given) => given.label === label);
    if (!event) return;
    this.#scene.chosen = label;
    this.scrollStrip(geometry.scrollShowing(this.view, event.startS, event.endS));
    this.setCursor(this.pointAt(event.peakS));
    markRow(this, label);
    const word = this.strings[event.kind] ?? label;
    this.say(fill(this.strings.event_spoken, { label, word, time: this.#clockAt(event.startS), seconds: Math.round(event.endS - event.startS) }));
    this.dispatchEvent(new CustomEvent("strip:select", { bubbles: true, detail: { label } }));
  }

  // A stretch that something on the page rests on: marked, brought into view, said, and the keys are here.
  showPlace(place) {
    const shown = this.isReady ? within(place, this.#scene.durationS) : null;
    if (!shown) return;
    this.#scene.place = shown;
    this.scrollStrip(geometry.scrollShowing(this.view, shown.startS, shown.endS));
    this.setCursor(this.pointAt(shown.startS));
    this.parts.scroll.focus({ preventScroll: true });
    this.scrollIntoView({ block: "nearest" });
    this.say(fill(this.strings.place_spoken, { from: this.#clockAt(shown.startS), to: this.#clockAt(shown.endS) }));
    this.dispatchEvent(new CustomEvent("strip:place", { bubbles: true, detail: shown }));
  }

  stepEvent(step) {
    const { events, chosen, cursor, view } = this.#scene;
    const event = neighbourEvent(events, chosen, cursor?.second ?? geometry.secondOfX(view, 0), step);
    if (event) this.show(event.label);
  }

  clear() {
    this.#scene.chosen = null;
    this.#scene.place = null;
    markRow(this, null);
    this.measure(false);
    this.setCursor(null);
  }

  say(words) { this.parts.spoken.textContent = words; }

  // ── print ─────────────────────────────────────────────────────────────────
  #layOutForPrint() {
    if (!this.isReady) return;
    this.setAttribute("data-printing", ""); // strip.css: light colours while the rows are drawn
    const scene = { ...this.#scene, palette: readPalette(this) };
    this.removeAttribute("data-printing");
    const rows = rowsOf(scene, printedFrom(scene, geometry.secondOfX(this.view, 0)));
    this.append(...printedRows(document, rows, (row) => this.#printedCaption(row)), ...this.#partly(rows));
  }

  #printedCaption({ startS, endS, scene }) {
    const words = { day: this.clock.date(scene.trace.startS + startS), from: this.#clockAt(startS), to: this.#clockAt(endS) };
    return [this.dataset.printHeader, fill(this.strings.printed_row, words), this.strings[`pair_${scene.pair.name}`]].filter(Boolean).join(" · ");
  }

  // Where not all of it fits, the paper says so: a missing hour must not look like the end.
  #partly(rows) {
    const { durationS } = this.#scene, last = rows[rows.length - 1].endS;
    if (rows[0].startS === 0 && last >= durationS) return [];
    const note = document.createElement("p");
    note.className = "strip__row strip__partly";
    note.textContent = fill(this.strings.printed_part, {
      from: this.#clockAt(rows[0].startS), to: this.#clockAt(last), start: this.#clockAt(0), end: this.#clockAt(durationS),
    });
    return [note];
  }
}

// Twins are told by their letters, as everywhere else on the page.
function named(strings, labels) {
  if (!labels) return strings;
  const [fhr1, fhr2] = labels.map((label) => fill(strings.fetus, { label }));
  return { ...strings, fhr1, fhr2 };
}

customElements.define("ctg-strip", CtgStrip);
