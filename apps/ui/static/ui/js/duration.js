import { fill } from "./strings.js";

// duration(723, words) → «12 min 03 s», as the server writes it (apps/ui/words.py: duration, duration_sentences). A clock
// that is behind the server's never shows less than nothing.
export function duration(seconds, words) {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  if (hours >= 48) return fill(words.days, { days: Math.floor(hours / 24), hours: hours % 24 });
  if (hours) return fill(words.hours, { hours, minutes: two(minutes) });
  if (minutes && rest) return fill(words.both, { minutes, seconds: two(rest) });
  return minutes ? fill(words.minutes, { minutes }) : fill(words.seconds, { seconds: rest });
}
