// The form of a mark takes its stretch from the strip: an event that was pressed, a place that was shown, the cursor.
const KINDS = { A: "acceleration", D: "deceleration", C: "contraction" };

export function followStrip(form, document) {
  const field = (name) => form.elements.namedItem(name);
  const fill = ({ startS, endS }) => { field("start_s").value = rounded(startS); field("end_s").value = rounded(endS); };
  const strip = () => document.querySelector("ctg-strip");
  document.addEventListener("strip:select", ({ detail }) => {
    const event = strip()?.scene?.events.find((given) => given.label === detail.label);
    if (!event) return;
    fill(event);
    field("about").value = "event";
    field("event_kind").value = KINDS[event.letter];
    showKind();
  });
  document.addEventListener("strip:place", ({ detail }) => fill(detail));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-disagree-here]");
    const second = strip()?.scene?.cursor?.second;
    if (button && second !== undefined) field(button.dataset.disagreeHere).value = rounded(second);
  });
  const showKind = () => { form.querySelector("[data-disagree-kind]").hidden = field("about").value === "baseline"; };
  field("about").addEventListener("change", showKind);
  showKind();
}

// Quarters of a second: the grid on which the samples lie.
export function rounded(second) {
  return Math.round(second * 4) / 4;
}
