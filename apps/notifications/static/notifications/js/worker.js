// The service worker of web push. It shows the words that came and nothing else: they are the same for everything.
// One notification for each id: a repeat replaces the first one without another sound.
const PAGES = "/notifications/";
const FALLBACK = { id: "", words: "KAISHI" };

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(show(read(event.data))));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.id));
});

function read(data) {
  try {
    const { id, words } = data.json();
    return { id: String(id), words: String(words) };
  } catch {
    return FALLBACK; // a browser must show something for every push
  }
}

async function show({ id, words }) {
  await self.registration.showNotification(words, { tag: id || "kaishi", data: { id }, icon: "/static/ui/favicon.svg" });
  for (const page of await pages()) page.postMessage("kaishi:told");
}

async function open(id) {
  const address = /^[0-9a-f-]{36}$/.test(id) ? `${PAGES}${id}/` : PAGES;
  return self.clients.openWindow(address);
}

function pages() {
  return self.clients.matchAll({ type: "window", includeUncontrolled: true });
}
