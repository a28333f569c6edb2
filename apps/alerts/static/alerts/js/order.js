// shown, next: ids of the rows from top to bottom (next null: the answer was another page). isUsed: pointer or focus is there.
export function mayReplace(shown, next, isUsed) {
  if (next === null) return false;
  return !isUsed || (shown.length === next.length && shown.every((id, place) => id === next[place]));
}
