// How much is unread in which thread, as the socket says; the sum is the number in the badge.
export function heads() {
  const known = new Map(); // thread → { sequence, unread, state, urgency }
  let isCut = false;
  return {
    take: (frame) => {
      if (frame.type === "heads") {
        known.clear();
        isCut = frame.is_cut;
        for (const head of frame.threads) known.set(head.thread, head);
      } else if (frame.type === "head") known.set(frame.thread, frame);
      else if (frame.type === "gone") known.delete(frame.subject);
      else return false;
      return true;
    },
    of: (thread) => known.get(thread) ?? null,
    // The sum; null where there are more threads than the socket has told of.
    get unread() { return isCut ? null : [...known.values()].reduce((sum, head) => sum + head.unread, 0); },
  };
}
