// Parts of a page, asked again and put in place of the old ones; the focus stays where it was, an open menu stays open.
export class Lost extends Error {}

export async function pageAt(url, { signal } = {}) {
  const answer = await fetch(url, { credentials: "same-origin", signal, headers: { Accept: "text/html" } });
  if (answer.redirected || !answer.ok) throw new Lost(String(answer.redirected ? "redirected" : answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

export function swap(old, fresh) {
  const focused = document.activeElement;
  const id = old.contains(focused) ? focused.id : "";
  const open = [...old.querySelectorAll("details[open][id]")].map((menu) => menu.id);
  const taken = document.importNode(fresh, true);
  for (const menu of taken.querySelectorAll("details[id]")) menu.open ||= open.includes(menu.id);
  old.replaceWith(taken);
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
  return taken;
}

// Calls at most once in a while, and once more afterwards where it was asked meanwhile. `failed` hears what went wrong.
export function rarely(call, pause, failed, timers = globalThis) {
  let timer = 0;
  let isRunning = false;
  let again = false;
  const run = async () => {
    timer = 0;
    isRunning = true;
    try {
      await call();
    } catch (error) {
      failed(error);
    } finally {
      isRunning = false;
      if (again) { again = false; ask(); }
    }
  };
  const ask = () => {
    if (isRunning) again = true;
    else timer ||= timers.setTimeout(run, pause);
  };
  return ask;
}
