// Words that were typed and not yet sent survive a lost session, a reload and a wrong click: in this tab, for this person.
// form[data-unsent="PERSON RECORDING"]; data-unsent-done: what was kept has arrived. Hidden fields are never kept: they
// say what she saw, and that is what the page now shows.
const PREFIX = "kaishi-unsent ";

export function keepWords(form, storage) {
  const key = PREFIX + form.dataset.unsent;
  forgetOthers(storage, PREFIX + form.dataset.unsent.split(" ")[0]);
  if ("unsentDone" in form.dataset) storage.removeItem(key);
  const kept = JSON.parse(storage.getItem(key) ?? "null");
  if (kept && putBack(form, kept)) form.querySelector("[data-unsent-note]").hidden = false;
  form.addEventListener("input", () => storage.setItem(key, JSON.stringify(wordsOf(form))));
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-unsent-drop]")) return;
    storage.removeItem(key);
    form.ownerDocument.location.reload();
  });
}

// What another person typed in this tab is none of hers.
function forgetOthers(storage, mine) {
  for (const key of Object.keys(storage)) {
    if (key.startsWith(PREFIX) && !key.startsWith(`${mine} `)) storage.removeItem(key);
  }
}

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
}

export function wordsOf(form) {
  return Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value]));
}

// Says whether anything differs from what the page came with.
export function putBack(form, kept) {
  let differs = false;
  for (const field of fieldsOf(form)) {
    const key = field.type === "checkbox" ? "checked" : "value";
    if (!(field.name in kept) || field[key] === kept[field.name]) continue;
    field[key] = kept[field.name];
    differs = true;
  }
  return differs;
}
