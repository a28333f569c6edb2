// What stands in the list of a thread: row i is message i + 1, and below the last what is still on its way. A row says how
// it looks; painting it is for rows-view.js. Days, names and the line «new messages» belong to the row below them.
const FAR = 12; // a correction further away than this is told where it was made, too
const TOGETHER_MS = 5 * 60_000;

export function rowOf(index, { store, pending, me, newFrom = null, calendar, now = new Date() }) {
  if (index >= store.last) return pendingRow(pending[index - store.last], pending[index - store.last - 1] ?? null, store, { me, calendar, now });
  const sequence = index + 1;
  const shown = store.shown(sequence);
  if (!shown) return { key: `m${sequence}`, type: "missing", sequence };
  const { message } = shown;
  const before = lastDrawn(store, sequence - 1);
  const isNewDay = !before || calendar.dayOf(before.posted_at) !== calendar.dayOf(message.posted_at);
  const common = {
    key: `m${sequence}`,
    sequence,
    at: message.posted_at,
    day: isNewDay && !isHidden(message) ? calendar.dayWords(message.posted_at, now) : null,
    isFirstNew: newFrom === sequence,
  };
  if (message.relation === "removal") return { ...common, type: "hidden", isFirstNew: false };
  if (message.relation === "correction") {
    const isFar = sequence - message.relates_to > FAR && !shown.removedBy && !message.corrected_by;
    return { ...common, type: isFar ? "corrects" : "hidden", author: message.author, relatesTo: message.relates_to, isFirstNew: isFar && common.isFirstNew };
  }
  if (message.kind === "system") return systemRow(message, common, store);
  return {
    ...common,
    type: "message",
    kind: message.kind,
    author: message.author,
    byMother: message.by_mother,
    isMine: message.author === me,
    text: shown.text,
    payload: shown.removedBy ? null : message.payload,
    isRemoved: Boolean(shown.removedBy),
    isCorrected: Boolean(shown.correctedBy) && !shown.removedBy,
    isFirst: isNewDay || common.isFirstNew || !isTogether(before, message),
    sentLate: lateBy(message),
  };
}

function systemRow(message, common, store) {
  const advice = message.advice ?? [];
  const isFlag = message.payload?.code === "red_flags" || advice.length > 0;
  return { ...common, type: isFlag ? "flag" : "system", words: message.words, advice, payload: message.payload, isAgain: isFlag && wasTold(store, message.sequence, advice) };
}

// The same signs, no worse, were told a little above: it is marked again, and not told at the same length.
function wasTold(store, sequence, advice) {
  const key = (found) => `${found.category} ${found.severity}`;
  for (let number = sequence - 1; number > Math.max(0, sequence - 30); number -= 1) {
    const told = new Set((store.get(number)?.advice ?? []).map(key));
    if (told.size && advice.length && advice.every((found) => told.has(key(found)))) return true;
  }
  return false;
}

function pendingRow(item, above, store, { me, calendar, now }) {
  const before = above ? { author: me, posted_at: above.writtenAt, kind: "text", relation: "" } : lastDrawn(store, store.last);
  const isNewDay = !before || calendar.dayOf(before.posted_at) !== calendar.dayOf(item.writtenAt);
  return {
    key: `p${item.clientId}`,
    type: item.relation === "removal" && item.state !== "refused" ? "hidden" : "pending",
    day: isNewDay ? calendar.dayWords(item.writtenAt, now) : null,
    isFirstNew: false,
    at: item.writtenAt,
    author: me,
    isMine: true,
    isFirst: isNewDay || !isTogether(before, { author: me, posted_at: item.writtenAt, kind: "text" }),
    clientId: item.clientId,
    kind: item.kind,
    text: item.text,
    relation: item.relation,
    relatesTo: item.relatesTo,
    state: item.state,
    why: item.why,
    progress: item.progress ?? null,
    file: item.file ?? null,
  };
}

const isHidden = (message) => message.relation === "removal" || message.relation === "correction";

// The nearest message above that can be seen; null where it is not here yet.
function lastDrawn(store, sequence) {
  for (let number = sequence; number > 0 && number > sequence - 20; number -= 1) {
    const message = store.get(number);
    if (!message) return null;
    if (!isHidden(message)) return message;
  }
  return null;
}

function isTogether(before, message) {
  return Boolean(before) && before.kind !== "system" && before.author === message.author
    && Math.abs(Date.parse(message.posted_at) - Date.parse(before.posted_at)) < TOGETHER_MS;
}

// A message that was written long before it arrived says so: an hour later it may mean something else.
function lateBy(message) {
  if (!message.sent_at) return null;
  const late = Date.parse(message.posted_at) - Date.parse(message.sent_at);
  return late > 2 * 60_000 && late < 31 * 86_400_000 ? message.sent_at : null;
}
