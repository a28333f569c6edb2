// Tabs within a page: [data-tabs] holds role=tab buttons with aria-controls. Without scripts all panels show.
export function runTabs(root) {
  for (const tabs of root.querySelectorAll("[data-tabs]")) start(tabs);
}

function start(tabs) {
  const buttons = [...tabs.querySelectorAll('[role="tab"]')];
  const select = (chosen) => {
    for (const button of buttons) {
      const isChosen = button === chosen;
      button.setAttribute("aria-selected", String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
      tabs.ownerDocument.getElementById(button.getAttribute("aria-controls")).hidden = !isChosen;
    }
  };
  tabs.addEventListener("click", (event) => {
    const button = event.target.closest('[role="tab"]');
    if (button) select(button);
  });
  tabs.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const to = neighbour(event.key, at, buttons.length);
    if (at < 0 || to === null) return;
    event.preventDefault();
    select(buttons[to]);
    buttons[to].focus();
  });
  select(buttons.find((button) => button.getAttribute("aria-selected") === "true") ?? buttons[0]);
}

export function neighbour(key, at, count) {
  if (key === "ArrowRight") return (at + 1) % count;
  if (key === "ArrowLeft") return (at + count - 1) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return null;
}
