// The scrolling list: draws the rows in sight and a little more, measures them, and keeps what one reads where it is while
// heights above become known, images load, or messages come. Rows are in order of their index; what they are is `rowAt`.
import { anchorAt, heights, topOf, windowOf } from "./window.js";

const NEAR_PX = 60;

export function listView({ scroller, rows, rowAt, paint, asked = () => {}, moved = () => {} }) {
  const list = heights({ guess: 62 });
  const sheet = new CSSStyleSheet(); // empty room stands in a style sheet of our own: no inline styles
  sheet.replaceSync(".talk__rows { padding-block: 0px 0px; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const room = sheet.cssRules[0].style;
  const drawn = new Map(); // key → { element, looks, index }
  const sizes = new ResizeObserver(() => later());
  let anchor = null; // null: keep to the newest
  let isBusy = false;
  let frame = 0;
  let shown = { from: 0, to: 0 };

  const isAtEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;

  const later = () => { frame ||= requestAnimationFrame(() => { frame = 0; draw(); }); };

  // Heights of what is drawn; says whether any differs from what was thought.
  const measure = () => {
    let differs = false;
    const tops = [...drawn.values()].map(({ element, index }) => [index, element.getBoundingClientRect().height]);
    for (const [index, height] of tops) differs = list.set(index, height) || differs;
    return differs;
  };

  const fillIn = () => {
    const { from, to, above, below } = windowOf(list, { top: scroller.scrollTop, height: scroller.clientHeight });
    const wanted = new Map();
    for (let index = from; index < to; index += 1) { const row = rowAt(index); wanted.set(row.key, { row, index }); }
    for (const [key, { element }] of drawn) if (!wanted.has(key)) { sizes.unobserve(element); element.remove(); drawn.delete(key); }
    let before = null;
    for (const [key, { row, index }] of wanted) {
      const looks = JSON.stringify(row);
      const old = drawn.get(key);
      let element = old?.element;
      if (!old || old.looks !== looks) {
        element = paint(row);
        if (old) { giveFocus(old.element, element); old.element.replaceWith(element); sizes.unobserve(old.element); }
        sizes.observe(element);
      }
      if (!element.isConnected || (before ? before.nextElementSibling !== element : rows.firstElementChild !== element)) {
        if (before) before.after(element); else rows.prepend(element);
      }
      drawn.set(key, { element, looks, index });
      before = element;
    }
    room.paddingTop = `${above}px`;
    room.paddingBottom = `${below}px`;
    shown = { from, to };
  };

  const place = () => {
    const top = anchor ? topOf(list, anchor) : scroller.scrollHeight - scroller.clientHeight;
    if (Math.abs(scroller.scrollTop - top) >= 1) scroller.scrollTop = top;
  };

  const draw = () => {
    if (isBusy) return;
    isBusy = true;
    for (let pass = 0; pass < 4; pass += 1) { // drawing shows heights, heights move the window: it settles at once
      place();
      fillIn();
      if (!measure()) break;
    }
    fillIn();
    place();
    isBusy = false;
    asked(shown.from, shown.to);
    moved({ isAtEnd: isAtEnd(), first: list.at(scroller.scrollTop), last: list.at(scroller.scrollTop + scroller.clientHeight - 1) });
  };

  const scrolled = () => {
    if (isBusy) return;
    anchor = isAtEnd() ? null : anchorAt(list, scroller.scrollTop);
    later();
  };
  scroller.addEventListener("scroll", scrolled, { passive: true });
  const resized = new ResizeObserver(() => later());
  resized.observe(scroller);

  return {
    // How many rows there are now; looks of any may have changed.
    update: (count) => { list.resize(count); draw(); },
    repaint: () => { for (const held of drawn.values()) held.looks = ""; later(); },
    toEnd: () => { anchor = null; draw(); },
    // Bring a row to a place in the window: 0 the upper edge, 0.5 the middle.
    toRow: (row, part = 0.3) => { anchor = { row, past: -Math.round(scroller.clientHeight * part) }; draw(); anchor = isAtEnd() ? null : anchorAt(list, scroller.scrollTop); },
    elementOf: (key) => drawn.get(key)?.element ?? null,
    isAtEnd: () => anchor === null || isAtEnd(),
    get drawn() { return drawn.size; },
    stop: () => {
      cancelAnimationFrame(frame);
      scroller.removeEventListener("scroll", scrolled);
      resized.disconnect();
      sizes.disconnect();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    },
  };
}

// A row that is painted again keeps the focus where it was inside it.
function giveFocus(old, element) {
  const focused = document.activeElement;
  if (!old.contains(focused)) return;
  const act = focused.dataset.act;
  queueMicrotask(() => (act ? element.querySelector(`[data-act=${act}]`) : element.querySelector("[tabindex]"))?.focus({ preventScroll: true }));
}
