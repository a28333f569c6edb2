// How long an answer has left. The server says when it was asked; the browser only adds what has passed since then, so
// that a clock that goes wrong does not show a wrong time. Markup: templates/consultations/parts/countdown.html;
// `duration`: ui/js/duration.js.

const TICK_MS = 1_000;

// «12 min», «2 h 05 min», «3 days 4 h»; seconds only in the last minute. Twin: Countdown.words in clock.py.
export function spell(seconds, words, duration) {
  const left = Math.abs(Math.trunc(seconds));
  return duration(left < 60 ? left : left - (left % 60), words);
}

// Moments in ms. `near`: less than a quarter of the whole time is left.
export function stand(dueAt, waitingSince, now) {
  const remaining = (dueAt - now) / 1_000;
  const whole = (dueAt - waitingSince) / 1_000;
  const state = remaining <= 0 ? "overdue" : remaining * 4 < whole ? "near" : "waiting";
  return { remaining, state };
}

// One element: [data-countdown] with data-due-at, data-waiting-since, data-at (the server's moments).
export function paint(element, passedMs, duration) {
  const { dueAt, waitingSince, at, words, left, late } = element.dataset;
  const { remaining, state } = stand(Date.parse(dueAt), Date.parse(waitingSince), Date.parse(at) + passedMs);
  const sentence = state === "overdue" ? late : left;
  const text = sentence.replace("%(time)s", spell(remaining, JSON.parse(words), duration));
  if (element.dataset.state !== state) element.dataset.state = state;
  const place = element.querySelector("[data-countdown-text]") ?? element;
  if (place.textContent !== text) place.textContent = text;
  return state;
}

// Tick every countdown below `root`. What is swapped in later starts from its own `data-at`.
export function tick(root, duration, { now = () => performance.now(), setInterval: every = setInterval } = {}) {
  const seenAt = new WeakMap();
  const step = () => {
    for (const element of root.querySelectorAll("[data-countdown]")) {
      if (!seenAt.has(element)) seenAt.set(element, now());
      paint(element, now() - seenAt.get(element), duration);
    }
  };
  step();
  return every(step, TICK_MS);
}
