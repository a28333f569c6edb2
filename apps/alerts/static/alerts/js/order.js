// shown, next: ids of the rows from top to bottom (next null: the answer was another page). isUsed: pointer or focus is there.
export function mayReplace(shown, next, isUsed) {
  if (next === null) return false;
  return !isUsed || (shown.length === next.length && shown.every((id, place) => id === next[place]));
}

// waited(723, words, fill) → «12 min 03 s», as the server writes it (fill: ui/js/strings.js). A clock that is behind the server's never shows less than nothing.
export function waited(seconds, words, fill) {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  if (hours) return fill(words.hours, { hours, minutes: two(minutes) });
  if (minutes && rest) return fill(words.both, { minutes, seconds: two(rest) });
  return minutes ? fill(words.minutes, { minutes }) : fill(words.seconds, { seconds: rest });
}
