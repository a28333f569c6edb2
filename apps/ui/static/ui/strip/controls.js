// Fingers, mouse, wheel and keys on the strip, its buttons and its overview. Everything ends in a method of the strip.
import { eventAt } from "./events.js";
import { secondOfX, valueOfY } from "./geometry.js";
import { actionOf } from "./keys.js";

const CLICK_PX = 4; // less than this between press and release is a click, more is a drag

export function listen(strip, signal) {
  const { scroll, paper, overview, bar } = strip.parts;
  const on = (target, type, act, options = {}) => target.addEventListener(type, (event) => { if (strip.isReady) act(event); }, { signal, ...options });
  on(scroll, "scroll", () => strip.scrolled(), { passive: true });
  on(scroll, "keydown", (event) => pressKey(strip, event));
  on(scroll, "wheel", (event) => turnWheel(strip, event), { passive: false });
  on(bar, "click", (event) => pressButton(strip, event));
  listenToPaper(strip, paper, on);
  listenToOverview(strip, overview, on);
}

function pressButton(strip, event) {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.stripPair) strip.setPair(button.dataset.stripPair);
  if (button.dataset.stripStep) strip.stepEvent(Number(button.dataset.stripStep));
  if ("stripCaliper" in button.dataset) strip.measure(!strip.scene.isMeasuring);
}

function pressKey(strip, event) {
  const action = actionOf(event);
  if (!action) return;
  event.preventDefault();
  ACTIONS[action.kind](strip, action);
}

const ACTIONS = {
  cursor: (strip, { steps }) => strip.moveCursor(steps),
  level: (strip, { bpm }) => strip.moveLevel(bpm),
  start: (strip) => jump(strip, 0),
  end: (strip) => jump(strip, strip.scene.durationS),
  screen: (strip, { step }) => strip.scrollStrip(strip.view.scrollPx + step * strip.view.widthPx * 0.9),
  zoom: (strip, { step }) => strip.zoom(step),
  whole: (strip) => strip.setPair("whole"),
  event: (strip, { step }) => strip.stepEvent(step),
  clear: (strip) => strip.clear(),
  press: (strip) => { if (strip.scene.isMeasuring && strip.scene.cursor) strip.placeCaliper(strip.scene.cursor); },
  caliper: (strip) => {
    if (!strip.scene.isMeasuring) strip.measure(true);
    if (strip.scene.cursor) strip.placeCaliper(strip.scene.cursor);
  },
};

function jump(strip, second) {
  strip.scrollStrip(second * strip.view.pxPerSecond - strip.view.widthPx / 2);
  strip.setCursor(strip.pointAt(second), { isSpoken: true });
}

// The wheel belongs to the page until the strip has the focus (or Shift is held); at an end the page gets it back.
function turnWheel(strip, event) {
  if (event.ctrlKey) {
    event.preventDefault();
    strip.zoom(event.deltaY < 0 ? 1 : -1);
    return;
  }
  const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
  if (isSideways || event.shiftKey || document.activeElement !== strip.parts.scroll) return;
  const before = strip.parts.scroll.scrollLeft;
  strip.parts.scroll.scrollLeft += event.deltaY;
  if (strip.parts.scroll.scrollLeft !== before) event.preventDefault();
}

function listenToPaper(strip, paper, on) {
  let press = null;
  on(paper, "pointerdown", (event) => {
    if (event.button !== 0) return;
    press = { x: event.clientX, scrollPx: strip.view.scrollPx, hasMoved: false };
    if (event.pointerType === "mouse") paper.setPointerCapture(event.pointerId);
  });
  on(paper, "pointermove", (event) => {
    if (press && event.pointerType === "mouse") drag(strip, press, event);
    else strip.setCursor(placeOf(strip, event));
  });
  on(paper, "pointerup", (event) => {
    if (press && !press.hasMoved) click(strip, event);
    press = null;
  });
  on(paper, "pointercancel", () => { press = null; }); // a finger became a scroll
  on(paper, "pointerleave", (event) => { if (event.pointerType === "mouse" && !strip.scene.chosen) strip.setCursor(null); });
}

function drag(strip, press, event) {
  const moved = press.x - event.clientX;
  if (Math.abs(moved) >= CLICK_PX) press.hasMoved = true;
  if (press.hasMoved) strip.scrollStrip(press.scrollPx + moved);
}

function click(strip, event) {
  strip.parts.scroll.focus({ preventScroll: true });
  const point = placeOf(strip, event);
  if (strip.scene.isMeasuring) { strip.placeCaliper(point); return; }
  const found = eventAt(strip.scene.events, point.second, laneOf(strip, event));
  if (found) strip.show(found.label);
  else strip.setCursor(point);
}

function placeOf(strip, event) {
  const box = strip.parts.paper.getBoundingClientRect();
  const bpm = valueOfY(strip.scene.panels.rate, event.clientY - box.top);
  return strip.pointAt(secondOfX(strip.view, event.clientX - box.left), bpm);
}

function laneOf(strip, event) {
  const y = event.clientY - strip.parts.paper.getBoundingClientRect().top;
  const { panels } = strip.scene;
  return ["acceleration", "rate", "deceleration", "toco", "contraction"].find((name) => y >= panels[name].top && y < panels[name].bottom) ?? null;
}

function listenToOverview(strip, overview, on) {
  let isHeld = false;
  const moveTo = (event) => {
    const box = overview.getBoundingClientRect();
    const second = ((event.clientX - box.left) / box.width) * strip.scene.durationS;
    strip.scrollStrip(second * strip.view.pxPerSecond - strip.view.widthPx / 2);
  };
  on(overview, "pointerdown", (event) => { isHeld = true; overview.setPointerCapture(event.pointerId); moveTo(event); });
  on(overview, "pointermove", (event) => { if (isHeld) moveTo(event); });
  on(overview, "pointerup", () => { isHeld = false; });
  on(overview, "pointercancel", () => { isHeld = false; });
  on(overview, "keydown", (event) => {
    const step = { ArrowLeft: -0.2, ArrowRight: 0.2, PageUp: -0.9, PageDown: 0.9, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const reach = Number.isFinite(step) ? step * strip.view.widthPx : Math.sign(step) * 1e9;
    strip.scrollStrip(strip.view.scrollPx + reach);
  });
}

