// What the trace says at one second. null = not measured.
const CHANNELS = ["fhr1", "fhr2", "mhr", "toco"];

export function valuesAt(trace, second) {
  const i = Math.round(second * trace.fsHz);
  const at = (values) => (i < 0 || i >= trace.count || Number.isNaN(values[i]) ? null : values[i]);
  return Object.fromEntries(CHANNELS.filter((name) => trace[name]).map((name) => [name, at(trace[name])]));
}

// One line: «02:14:32 · FHR 142 bpm · Toco 23». Not measured is said, never left out.
export function sentence(trace, second, { clock, strings }) {
  const values = valuesAt(trace, second);
  const name = (channel) => (channel === "fhr1" && !("fhr2" in values) ? strings.fhr : strings[channel]);
  const words = Object.entries(values).map(([channel, value]) => {
    if (value === null) return `${name(channel)} ${strings.not_measured}`;
    return channel === "toco" ? `${name(channel)} ${Math.round(value)}` : `${name(channel)} ${Math.round(value)} ${strings.bpm}`;
  });
  return [clock.seconds(trace.startS + second), ...words].join(" · ");
}
