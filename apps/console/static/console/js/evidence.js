// An address may name a rule («#item-nst-nst_dec_1min»): its evidence opens, as if somebody had pressed on it.
export function openNamed(window) {
  const name = decodeURIComponent(window.location.hash.slice(1));
  const part = name.startsWith("item-") ? window.document.getElementById(name) : null;
  if (!part || part.tagName !== "DETAILS") return false;
  part.open = true;
  part.scrollIntoView({ block: "center" });
  return true;
}
