// «02:14» where the person lives, whatever zone the browser is in. An unknown zone falls back to the browser's own.
export function clockIn(zone, at) {
  const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  try {
    return at.toLocaleTimeString("en-GB", { ...shape, timeZone: zone || undefined });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return at.toLocaleTimeString("en-GB", shape);
  }
}
