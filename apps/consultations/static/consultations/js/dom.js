// Elements without markup in strings: what people write only ever becomes text.
// make("p", { class: "x", "data-y": 1, onclick: f }, "words", child, null) → element
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
let sheet = null;

// The house's icon of that name; decoration, unless it is given words.
export function icon(name, words = "") {
  sheet ??= document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "/static/ui/icons.svg";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", name.startsWith("level-") ? "icon icon--solid" : "icon");
  if (words) { svg.setAttribute("role", "img"); svg.setAttribute("aria-label", words); } else svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sheet}#${name}`);
  svg.append(use);
  return svg;
}

// A button of which only the icon shows; `words` are its name and appear on hover.
export function key(name, words, more = {}) {
  return make("button", { type: "button", class: "button button--quiet button--small button--icon", title: words, "aria-label": words, ...more }, icon(name));
}
