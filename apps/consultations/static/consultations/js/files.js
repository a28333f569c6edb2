// Files of a conversation by id: asked for in one go for the messages in sight, again when one was checked, and again when
// the links of one have grown old.
import { ask } from "./api.js";

const PAUSE_MS = 80;
const LOOK_MS = { first: 1_500, most: 30_000 };
const OLD_MS = 20_000; // a link that ends so soon is not begun with

export function files({ thread, changed, complain, fetchJson = ask, timers = globalThis, now = () => Date.now() }) {
  const known = new Map();
  const wanted = new Set(); // numbers of messages
  const asked = new Set();
  const looks = new Map(); // files that a worker has not looked at yet → the pause before they are asked again
  let timer = 0;
  let isStopped = false;

  // The socket says when a file was looked at; whoever missed that asks.
  const keepLooking = (file) => {
    if (file.state !== "received" || isStopped) { looks.delete(file.id); return; }
    const pause = Math.min(LOOK_MS.most, (looks.get(file.id) ?? LOOK_MS.first / 2) * 2);
    looks.set(file.id, pause);
    timers.setTimeout(() => { if (!isStopped && looks.get(file.id) === pause) again(file.id).catch(complain); }, pause);
  };

  const hold = (file) => { known.set(file.id, file); keepLooking(file); };

  const fetchWanted = async () => {
    timer = 0;
    const numbers = [...wanted].sort((a, b) => a - b);
    wanted.clear();
    for (const number of numbers) asked.add(number);
    for (const [first, last] of together(numbers)) {
      try {
        const { results } = await fetchJson(`/api/v1/consultations/${thread}/attachments?first=${first}&last=${last}&limit=100`);
        for (const file of results) hold(file);
        changed();
      } catch (error) {
        for (const number of numbers) asked.delete(number);
        complain(error);
      }
    }
  };

  const isFresh = (file) => Date.parse(file.links_expire_at) - now() > OLD_MS;

  const again = async (id) => {
    const file = await fetchJson(`/api/v1/attachments/${id}`);
    hold(file);
    changed();
    return file;
  };

  return {
    put: hold,
    get: (id) => known.get(id) ?? null,
    // A message in sight names files.
    need: (sequence, ids) => {
      if (ids.every((id) => known.has(id)) || asked.has(sequence)) return;
      wanted.add(sequence);
      timer ||= timers.setTimeout(fetchWanted, PAUSE_MS);
    },
    ready: (id) => { if (known.has(id)) again(id).catch(complain); },
    // The address of a variant that still opens.
    link: async (id, variant) => {
      const file = known.has(id) && isFresh(known.get(id)) ? known.get(id) : await again(id);
      return (file.variants.find((one) => one.name === variant) ?? file.variants.find((one) => one.name === "full"))?.url ?? null;
    },
    isFresh,
    stop: () => { isStopped = true; },
  };
}

// Numbers that lie close together are one question.
export function together(numbers, most = 60) {
  const stretches = [];
  for (const number of numbers) {
    const open = stretches.at(-1);
    if (open && number - open[0] < most) open[1] = number;
    else stretches.push([number, number]);
  }
  return stretches;
}

const KINDS = { image: "image", document: "file", sound: "voice_note" };

// Messages that carry these files: one of each kind, the words with the first.
export function messagesOf(uploaded, text) {
  const groups = new Map();
  for (const file of uploaded) groups.set(KINDS[file.kind], [...(groups.get(KINDS[file.kind]) ?? []), file.id]);
  return [...groups].map(([kind, ids], at) => ({ kind, attachments: ids, text: at === 0 ? text : "" }));
}
