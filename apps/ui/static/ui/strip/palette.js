// Colours and letters of the canvas come from tokens.css. A probe resolves each name to what is in force now
// (light, dark, chosen or by the system), since the value of a custom property is not a colour yet.
const NAMES = [
  "paper", "margin", "minor", "major", "band", "band-edge", "label", "fhr1", "fhr2", "mhr", "toco", "baseline",
  "acceleration", "deceleration", "contraction", "movement", "gap", "cursor", "caliper", "place",
];

export function readPalette(element, names = NAMES) {
  const probe = element.ownerDocument.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const colours = {};
  for (const name of names) {
    probe.style.color = `var(--strip-${name})`;
    colours[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return { ...colours, font: getComputedStyle(element).fontFamily };
}
