// Words come from the page (json_script "ui-strings"), already in the person's language.
export function stringsOf(root, id = "ui-strings") {
  const element = root.getElementById(id);
  return element ? JSON.parse(element.textContent) : {};
}

// fill("since %(time)s", {time: "02:14"}) → "since 02:14"; a missing value stays visible as its name.
export function fill(sentence, values) {
  return sentence.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
