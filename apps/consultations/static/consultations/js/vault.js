// Words that have not arrived yet, kept in this browser: sealed with a key that the server gives to this person alone, since
// a ward's computer is shared. storage: localStorage or what behaves like it; key: 32 bytes in base64.
const PREFIX = "kaishi-talk";
const LONGEST_MS = 30 * 86_400_000;

export async function vault({ person, key, storage, subtle = globalThis.crypto?.subtle, random = (bytes) => globalThis.crypto.getRandomValues(bytes), now = () => Date.now() }) {
  const sealing = subtle ? await subtle.importKey("raw", bytesOf(key), "AES-GCM", false, ["encrypt", "decrypt"]) : null;
  const memory = new Map(); // where the browser keeps nothing, or an insecure address offers no cipher
  const name = (path) => `${PREFIX} ${person} ${path}`;

  const put = async (path, value) => {
    memory.set(path, value);
    if (!sealing) return;
    const iv = random(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify({ value, at: now() }));
    const sealed = await subtle.encrypt({ name: "AES-GCM", iv }, sealing, plain);
    if (memory.get(path) !== value) return; // replaced or dropped while it was being sealed
    try {
      storage.setItem(name(path), `${textOf(iv)}.${textOf(new Uint8Array(sealed))}`);
    } catch (error) {
      if (error.name !== "QuotaExceededError") throw error;
    }
  };

  const drop = (path) => { memory.delete(path); storage.removeItem(name(path)); };

  const opened = async (text) => {
    try {
      const [iv, sealed] = text.split(".").map(bytesOf);
      const plain = await subtle.decrypt({ name: "AES-GCM", iv }, sealing, sealed);
      return JSON.parse(new TextDecoder().decode(plain));
    } catch (error) {
      if (error.name === "OperationError" || error instanceof SyntaxError || error.name === "InvalidCharacterError") return null;
      throw error;
    }
  };

  // Everything of hers that begins with `path`: { path: value }. What cannot be opened, or is a month old, goes.
  const all = async (path) => {
    const found = {};
    for (const stored of sealing ? Object.keys(storage) : []) {
      if (!stored.startsWith(name(path))) continue;
      const kept = await opened(storage.getItem(stored));
      if (kept && now() - kept.at < LONGEST_MS) found[stored.slice(name("").length)] = kept.value;
      else storage.removeItem(stored);
    }
    for (const [own, value] of memory) if (own.startsWith(path)) found[own] = value;
    return found;
  };

  return { put, drop, all, isKept: Boolean(sealing) };
}

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function textOf(bytes) {
  return btoa(String.fromCharCode(...bytes));
}
