// A service worker says that something has come: parts of the page that show what is new ask again.
export function hearWorkers(root, workers) {
  workers?.addEventListener("message", (event) => {
    if (event.data === "kaishi:told") root.body.dispatchEvent(new CustomEvent("kaishi:told"));
  });
}
