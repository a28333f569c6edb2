// The table beside the strip and the strip know each other: a press on a row shows the event, and the row is marked.
export function followTable(strip, signal) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-strip-show]");
    if (button && tablesOf(strip).some((table) => table.contains(button))) strip.show(button.dataset.stripShow);
  }, { signal });
}

export function markRow(strip, label) {
  for (const row of tablesOf(strip).flatMap((table) => [...table.querySelectorAll("[data-strip-event]")])) {
    const isChosen = row.dataset.stripEvent === label;
    if (isChosen) {
      row.setAttribute("aria-current", "true");
      keepInSight(row);
    } else row.removeAttribute("aria-current");
  }
}

function tablesOf(strip) {
  return [...document.querySelectorAll("[data-strip-events]")].filter((table) => table.dataset.stripEvents === strip.id);
}

// Scrolls only the box of the table, never the page: nothing may move under the pointer.
function keepInSight(row) {
  const box = row.closest(".strip-events");
  if (!box) return;
  const above = row.offsetTop - box.scrollTop, below = above + row.offsetHeight - box.clientHeight;
  if (above < 40) box.scrollTop += above - 40;
  else if (below > 0) box.scrollTop += below;
}
