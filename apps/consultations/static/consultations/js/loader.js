// Asks for messages by number: what is in sight first, a little more around it, never the same twice at once, and never
// more than two questions at a time.
import { ask } from "./api.js";

const AT_ONCE = 100;
const AROUND = 30;
const PAUSE_MS = 60;
const AFTER_FAILURE_MS = 3_000;

export function loader({ thread, store, took, failed, fetchJson = ask, timers = globalThis }) {
  const running = new Map(); // from → AbortController
  let timer = 0;
  let sight = null;
  let isStopped = false;

  const fetchStretch = async (from, to) => {
    const control = new AbortController();
    running.set(from, control);
    try {
      const page = await fetchJson(`/api/v1/consultations/${thread}/messages?after=${from - 1}&limit=${to - from + 1}`, { signal: control.signal });
      if (isStopped) return;
      store.raise(page.last_sequence);
      store.take(page.messages);
      took();
    } finally {
      running.delete(from);
    }
  };

  const isRunning = (number) => [...running.keys()].some((from) => number >= from && number < from + AT_ONCE);

  const step = () => {
    timer = 0;
    if (isStopped || !sight) return;
    const [from, to] = sight;
    const stretches = [...store.missing(from, to, AT_ONCE), ...store.wanted(from, to).map((number) => ({ from: number, to: number }))];
    for (const stretch of stretches) {
      if (running.size >= 2) return;
      if (isRunning(stretch.from)) continue;
      const start = Math.max(1, stretch.to - stretch.from < AT_ONCE / 2 && stretch.to !== stretch.from ? stretch.from - AROUND : stretch.from);
      const known = start < stretch.from && store.missing(start, stretch.from - 1).length === 0 ? stretch.from : start;
      fetchStretch(known, Math.min(store.last, Math.max(stretch.to, known + AT_ONCE - 1))).then(later, (error) => {
        if (error.name === "AbortError" || isStopped) return;
        failed(error);
        timer ||= timers.setTimeout(step, AFTER_FAILURE_MS);
      });
    }
  };
  const later = () => { timer ||= timers.setTimeout(step, PAUSE_MS); };

  return {
    // These numbers are in sight now.
    want: (from, to) => {
      sight = [from, to];
      if (store.missing(from, to).length || store.wanted(from, to).length) later();
    },
    now: async (from, to) => { for (const stretch of store.missing(from, to, AT_ONCE)) await fetchStretch(stretch.from, stretch.to); },
    // What was said after a number while nobody listened: the newest of it now, the rest once it is in sight.
    tail: (after) => { sight = [Math.max(after + 1, store.last - AT_ONCE + 1), store.last]; later(); },
    stop: () => { isStopped = true; timers.clearTimeout(timer); for (const control of running.values()) control.abort(); },
  };
}
