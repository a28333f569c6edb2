// What is known of one consultation: messages by number, and what waits to be sent. Pure; `storage` keeps what was not
// acknowledged, so that no word is lost with the page.
export function createThread({ id, person, storage }) {
  const messages = new Map();
  const key = `kaishi:${person}:${id}`;
  let waiting = JSON.parse(storage.getItem(key) ?? "[]");
  const keep = () => storage.setItem(key, JSON.stringify(waiting));

  return {
    id,
    // The number up to which nothing is missing: what to ask after.
    whole() {
      let number = 0;
      while (messages.has(number + 1)) number += 1;
      return number;
    },
    newest: () => Math.max(0, ...messages.keys()),
    add(list) {
      for (const message of list) {
        messages.set(message.sequence, message);
        waiting = waiting.filter((one) => one.client_id !== message.client_id);
      }
      keep();
    },
    write(message) {
      waiting.push({ ...message, refused: null });
      keep();
    },
    refused(clientId, why, isFinal) {
      const one = waiting.find((item) => item.client_id === clientId);
      if (one && isFinal) one.refused = why;
      keep();
    },
    discard(clientId) {
      waiting = waiting.filter((one) => one.client_id !== clientId);
      keep();
    },
    accepted(clientId) {
      const one = waiting.find((item) => item.client_id === clientId);
      waiting = waiting.filter((item) => item.client_id !== clientId);
      keep();
      return one;
    },
    unsent: () => waiting.filter((one) => !one.refused),
    waiting: () => [...waiting],
    // As they are to be shown: the newest wording of each, marks where something was taken back, no entry twice.
    shown() {
      const ordered = [...messages.values()].sort((a, b) => a.sequence - b.sequence);
      const corrections = new Map();
      const removed = new Set();
      for (const message of ordered) {
        if (message.relation === "correction") corrections.set(message.relates_to, message);
        if (message.relation === "removal") removed.add(message.relates_to);
      }
      return ordered
        .filter((message) => !message.relation)
        .map((message) => ({
          ...message,
          text: removed.has(message.sequence) ? "" : (corrections.get(message.sequence)?.text ?? message.text),
          is_removed: removed.has(message.sequence) || message.removed_by != null,
          is_corrected: corrections.has(message.sequence) || message.corrected_by != null,
        }));
    },
  };
}
