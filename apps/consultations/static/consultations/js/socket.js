// A socket of this site, and what the browser says about the network.
export function socketTo(path) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return () => new WebSocket(`${scheme}://${location.host}${path}`);
}

export function watchNetwork(line) {
  window.addEventListener("online", line.hurry);
  window.addEventListener("offline", line.offline);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") line.hurry(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) line.hurry(); });
}
