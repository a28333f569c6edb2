// Keys as browsers take them, a digest of an address, and a request to our own API.
export function keyBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

export function isSameKey(buffer, key) {
  const held = new Uint8Array(buffer ?? []);
  return held.length === key.length && held.every((byte, at) => byte === key[at]);
}

// SHA-256 in hexadecimal digits.
export async function digest(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function post(root, address, body) {
  const token = root.querySelector("input[name=csrfmiddlewaretoken]").value;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body), credentials: "same-origin" });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
}
