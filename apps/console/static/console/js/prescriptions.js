// Spare rows for medicines come one by one; a row that holds words, also words that were put back, is always in sight.
export function offerRows(root) {
  const more = root.querySelector("[data-prescription-more]");
  const spare = () => [...root.querySelectorAll("[data-prescription][data-spare]")];
  const tidy = () => {
    for (const row of spare()) row.hidden = !holdsWords(row);
    for (const row of spare()) if (!row.hidden) delete row.dataset.spare;
    more.hidden = spare().length === 0;
  };
  more.addEventListener("click", () => {
    const [next] = spare();
    delete next.dataset.spare;
    next.hidden = false;
    more.hidden = spare().length === 0;
    next.querySelector("input").focus();
  });
  tidy();
}

export function holdsWords(row) {
  return [...row.querySelectorAll("input")].some((field) => field.value !== "");
}

if (typeof document !== "undefined") {
  for (const root of document.querySelectorAll("[data-prescriptions]")) offerRows(root);
}
