// What a key means on the strip. Only while the strip has the focus; null = not ours, the browser keeps it.
const SIMPLE = {
  Home: { kind: "start" }, End: { kind: "end" }, PageUp: { kind: "screen", step: -1 }, PageDown: { kind: "screen", step: 1 },
  "+": { kind: "zoom", step: 1 }, "=": { kind: "zoom", step: 1 }, "-": { kind: "zoom", step: -1 }, 0: { kind: "whole" },
  c: { kind: "caliper" }, n: { kind: "event", step: 1 }, p: { kind: "event", step: -1 }, Escape: { kind: "clear" }, Enter: { kind: "press" },
};

export function actionOf({ key, shiftKey, ctrlKey, altKey, metaKey }) {
  if (ctrlKey || altKey || metaKey) return null;
  if (key === "ArrowLeft") return { kind: "cursor", steps: shiftKey ? -10 : -1 };
  if (key === "ArrowRight") return { kind: "cursor", steps: shiftKey ? 10 : 1 };
  if (key === "ArrowUp") return { kind: "level", bpm: shiftKey ? 10 : 1 };
  if (key === "ArrowDown") return { kind: "level", bpm: shiftKey ? -10 : -1 };
  return SIMPLE[key.length === 1 ? key.toLowerCase() : key] ?? null;
}
