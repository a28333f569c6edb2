// How far everybody has come in a thread, and what that says about a message.
export function receipts({ me = null, mother }) {
  const reached = new Map(); // person → { delivered, read }

  const take = (frame) => {
    if (!frame.person) return false;
    const before = reached.get(frame.person) ?? { delivered: 0, read: 0 };
    const after = { delivered: Math.max(before.delivered, frame.delivered_sequence), read: Math.max(before.read, frame.read_sequence) };
    reached.set(frame.person, after);
    return after.delivered !== before.delivered || after.read !== before.read;
  };

  return {
    take,
    readBy: (person) => reached.get(person)?.read ?? 0,
    // Of one's own message: sent (stored), delivered (on her phone), read (by her).
    standing: (sequence) => {
      const hers = reached.get(mother) ?? { delivered: 0, read: 0 };
      if (hers.read >= sequence) return "read";
      return hers.delivered >= sequence ? "delivered" : "sent";
    },
    // Who else has seen a message, beside its author.
    seenBy: (sequence, author) => [...reached].filter(([person, at]) => at.read >= sequence && person !== author && person !== me).map(([person]) => person),
  };
}
