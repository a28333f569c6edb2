// The preferences page: let this browser be told, or not any more. [data-push] holds addresses, words and buttons.
import { digest, isSameKey, keyBytes, post } from "./pushing.js";

const part = document.querySelector("[data-push]");
if (part) start(part);

async function start(root) {
  const shows = (state) => {
    for (const words of root.querySelectorAll("[data-push-words]")) words.hidden = words.dataset.pushWords !== state;
    root.querySelector("[data-push-on]").hidden = state !== "off" && state !== "failed";
    root.querySelector("[data-push-off]").hidden = state !== "on";
    root.dataset.state = state;
  };
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return shows("unsupported");
  const guarded = (work) => async () => {
    try {
      shows(await work());
    } catch (error) {
      console.warn("web push:", error.name);
      shows(Notification.permission === "denied" ? "blocked" : "failed");
    }
  };
  root.querySelector("[data-push-on]").addEventListener("click", guarded(() => turnOn(root)));
  root.querySelector("[data-push-off]").addEventListener("click", guarded(() => turnOff(root)));
  await guarded(() => look(root))();
}

async function look(root) {
  if (Notification.permission === "denied") return "blocked";
  const registration = await navigator.serviceWorker.getRegistration(root.dataset.worker);
  const subscription = await registration?.pushManager.getSubscription();
  // Subscribed, but not for her: the server has lost it, or another person uses this browser, too.
  return subscription && JSON.parse(root.dataset.known).includes(await digest(subscription.endpoint)) ? "on" : "off";
}

async function turnOn(root) {
  if ((await Notification.requestPermission()) !== "granted") return Notification.permission === "denied" ? "blocked" : "off";
  const answer = await fetch(root.dataset.key, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const key = keyBytes((await answer.json()).public_key);
  const registration = await navigator.serviceWorker.register(root.dataset.worker, { updateViaCache: "none" });
  await active(registration);
  const old = await registration.pushManager.getSubscription();
  if (old && !isSameKey(old.options.applicationServerKey, key)) await old.unsubscribe();
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  await post(root, root.dataset.subscribe, subscription.toJSON());
  return "on";
}

async function turnOff(root) {
  const registration = await navigator.serviceWorker.getRegistration(root.dataset.worker);
  const subscription = await registration?.pushManager.getSubscription();
  if (!subscription) return "off";
  await post(root, root.dataset.unsubscribe, { endpoint: subscription.endpoint });
  await subscription.unsubscribe();
  return "off";
}

function active(registration) {
  const worker = registration.installing ?? registration.waiting;
  if (registration.active || !worker) return Promise.resolve();
  return new Promise((done) => worker.addEventListener("statechange", () => worker.state === "activated" && done()));
}
