// What is known of one thread, by number. Numbers run from 1 without gaps: what is not here yet is known to be missing.
// Entries never change; a later one may correct an earlier one or take it back, in whatever order they arrive.
export function threadStore({ last = 0 } = {}) {
  const messages = new Map();
  const corrections = new Map(); // number of the first message → set of numbers that correct it
  const removals = new Map();

  const note = (root, number) => {
    if (!number) return;
    if (!corrections.has(root)) corrections.set(root, new Set());
    corrections.get(root).add(number);
  };

  // Returns the numbers whose looks have changed.
  const takeOne = (message) => {
    const { sequence, relation, relates_to: root } = message;
    const touched = new Set([sequence]);
    messages.set(sequence, message);
    last = Math.max(last, sequence);
    note(sequence, message.corrected_by);
    if (relation === "correction") { note(root, sequence); touched.add(root); }
    if (relation === "removal") { removals.set(root, sequence); touched.add(root); }
    else if (message.removed_by) { removals.set(relation === "correction" ? root : sequence, message.removed_by); touched.add(root ?? sequence); }
    return touched;
  };

  const take = (list) => {
    const changed = new Set();
    for (const message of list) for (const number of takeOne(message)) changed.add(number);
    return changed;
  };

  const newestCorrection = (root) => Math.max(0, ...(corrections.get(root) ?? []));

  // How a message is to be shown now. `text` null: it was corrected, and the newest wording has not arrived yet; the old
  // wording is then not shown as if it still stood.
  const shown = (number) => {
    const message = messages.get(number);
    if (!message) return null;
    const root = message.relation === "correction" ? message.relates_to : number;
    const removedBy = removals.get(root) ?? null;
    const correctedBy = newestCorrection(number) || null;
    const standing = correctedBy ? messages.get(correctedBy) : message;
    const text = removedBy ? "" : standing ? standing.text : null;
    return { message, text, removedBy, correctedBy, correctedAt: correctedBy ? standing?.posted_at ?? null : null };
  };

  // Every wording that is known, oldest first.
  const versions = (number) => {
    const known = [number, ...[...(corrections.get(number) ?? [])].sort((a, b) => a - b)];
    return removals.has(number) ? [] : known.map((one) => messages.get(one)).filter(Boolean);
  };

  // The stretches between two numbers (both counted) that are not here, each at most `most` long.
  const missing = (from, to, most = 100) => {
    const stretches = [];
    for (let number = Math.max(1, from); number <= Math.min(to, last); number += 1) {
      if (messages.has(number)) continue;
      const open = stretches.at(-1);
      if (open && open.to === number - 1 && number - open.from < most) open.to = number;
      else stretches.push({ from: number, to: number });
    }
    return stretches;
  };

  // Newest wordings that shown messages need and that have not arrived.
  const wanted = (from, to) => {
    const numbers = [];
    for (let number = Math.max(1, from); number <= Math.min(to, last); number += 1) {
      const correction = messages.has(number) && !removals.has(number) ? newestCorrection(number) : 0;
      if (correction && !messages.has(correction)) numbers.push(correction);
    }
    return numbers;
  };

  // The number up to which a socket need not tell again: the end of the newest stretch that is here without a hole.
  const resumeAfter = () => {
    if (messages.has(last)) return last;
    let number = last;
    while (number > 0 && !messages.has(number)) number -= 1;
    return number;
  };

  return {
    take, shown, versions, missing, wanted, resumeAfter,
    raise: (number) => { last = Math.max(last, number); },
    get: (number) => messages.get(number) ?? null,
    has: (number) => messages.has(number),
    get last() { return last; },
    get count() { return messages.size; },
  };
}
