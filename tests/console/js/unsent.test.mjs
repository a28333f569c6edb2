// Unsent words: kept for one person and one recording, put back once, gone when they have arrived.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keepWords } from "../../../apps/console/static/console/js/unsent.js";

class Storage {
  getItem(key) { return this[key] ?? null; }
  setItem(key, text) { this[key] = text; }
  removeItem(key) { delete this[key]; }
}

function formOf(dataset, values = {}) {
  const listeners = {};
  const note = { hidden: true };
  const fields = [
    { name: "analysis", type: "hidden", value: "shown now" },
    { name: "assessment", type: "textarea", value: "" },
    { name: "is_released", type: "checkbox", checked: false },
    { name: "act", type: "submit", value: "sign" },
  ];
  for (const field of fields) if (field.name in values) field[field.type === "checkbox" ? "checked" : "value"] = values[field.name];
  return {
    dataset, elements: fields, note, listeners,
    querySelector: () => note,
    addEventListener: (name, call) => { listeners[name] = call; },
    value: (name) => { const field = fields.find((one) => one.name === name); return field.type === "checkbox" ? field.checked : field.value; },
  };
}

function typed(storage, key, words) {
  const form = formOf({ unsent: key }, words);
  keepWords(form, storage);
  form.listeners.input();
}

test("what was typed comes back, what she saw does not", () => {
  const storage = new Storage();
  typed(storage, "doctor one", { assessment: "Half a thought", is_released: true, analysis: "an older one" });
  const form = formOf({ unsent: "doctor one" });
  keepWords(form, storage);
  assert.deepEqual([form.value("assessment"), form.value("is_released"), form.value("analysis")], ["Half a thought", true, "shown now"]);
  assert.equal(form.note.hidden, false);
});

test("what has arrived is forgotten", () => {
  const storage = new Storage();
  typed(storage, "doctor one", { assessment: "Signed by now" });
  const form = formOf({ unsent: "doctor one", unsentDone: "" });
  keepWords(form, storage);
  assert.deepEqual([form.value("assessment"), form.note.hidden, Object.keys(storage)], ["", true, []]);
});

test("another recording is not touched, another person's words are thrown away", () => {
  const storage = new Storage();
  typed(storage, "doctor one", { assessment: "Of one" });
  const other = formOf({ unsent: "doctor two" });
  keepWords(other, storage);
  assert.equal(other.value("assessment"), "");
  assert.equal(Object.keys(storage).length, 1);
  keepWords(formOf({ unsent: "midwife one" }), storage);
  assert.deepEqual(Object.keys(storage), []);
});

test("words that the page came with already are nothing to tell", () => {
  const storage = new Storage();
  typed(storage, "doctor one", { assessment: "The same" });
  const form = formOf({ unsent: "doctor one" }, { assessment: "The same" });
  keepWords(form, storage);
  assert.equal(form.note.hidden, true);
});
