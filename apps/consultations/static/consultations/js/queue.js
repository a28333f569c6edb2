// The list of consultations: counts as the socket says them at once, the list itself is asked again soon after; keys go from
// one to the next.
const AGAIN_MS = 700;

export function queueList({ root, open, focusSearch }) {
  let timer = 0;
  const links = () => [...root.querySelectorAll("[data-talk-row] .talk-row__link, .talks__found:not(:empty) [data-found]")].filter((link) => link.checkVisibility());

  const refresh = () => {
    clearTimeout(timer);
    timer = setTimeout(() => document.body.dispatchEvent(new CustomEvent("kaishi:talks")), AGAIN_MS);
  };

  const show = (frame) => {
    const row = root.querySelector(`[data-talk-row="${CSS.escape(frame.thread)}"]`);
    if (row) {
      const mark = row.querySelector("[data-talk-unread]");
      mark.hidden = !frame.unread;
      mark.querySelector("[data-talk-count]").textContent = frame.unread;
      row.classList.toggle("talk-row--unread", frame.unread > 0);
    }
  };

  const step = (by) => {
    const all = links();
    if (!all.length) return;
    const at = all.findIndex((link) => link === document.activeElement);
    const from = at >= 0 ? at : all.findIndex((link) => link.getAttribute("aria-current") === "true");
    const next = all[Math.min(all.length - 1, Math.max(0, from + by))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isWriting = event.target.closest("input, textarea, select, [contenteditable], dialog");
    const isInList = event.target.closest(".talks__list");
    if (event.key === "/" && !isWriting) { event.preventDefault(); focusSearch(); }
    else if ((event.key === "j" || (event.key === "ArrowDown" && isInList)) && !isWriting) { event.preventDefault(); step(1); }
    else if ((event.key === "k" || (event.key === "ArrowUp" && isInList)) && !isWriting) { event.preventDefault(); step(-1); }
    else if (event.key === "ArrowDown" && event.target.matches("#talks-q")) { event.preventDefault(); step(1); }
  });

  return { refresh, show, isFor: (link) => link.matches(".talk-row__link"), open };
}
