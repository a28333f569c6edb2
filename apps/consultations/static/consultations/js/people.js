// Who is who in a conversation. Somebody who joins later is asked for once.
export function people({ thread, known, me, words, changed, fetchJson = askPage }) {
  let names = { ...known };
  const asked = new Set();

  const need = (person) => {
    if (!person || names[person] || asked.has(person)) return;
    asked.add(person);
    fetchJson(`/consultations/${thread}/people`).then(({ people: found }) => { names = { ...names, ...found }; changed(); }, (error) => { asked.delete(person); console.warn("people:", error.message); });
  };
  return {
    need,
    all: () => Object.entries(names).map(([id, person]) => ({ id, ...person })),
    nameOf: (person) => (person === me ? words.you : names[person]?.name || words.care_team),
    roleOf: (person) => names[person]?.role ?? "",
  };
}

async function askPage(path) {
  const answer = await fetch(path, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}
