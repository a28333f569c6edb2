// Lines of the grid and words of the axis. Minutes are those of the wall clock in the person's zone.
const LABEL_STEPS_S = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200];
const GRID_STEPS_S = [10, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600];
const LEAST_LABEL_PX = 92;
const LEAST_MAJOR_PX = 30;
const LEAST_MINOR_PX = 8;

// Values of grid lines strictly inside or on [low, high].
export function valueLines(low, high, step) {
  const lines = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) lines.push(value);
  return lines;
}

export function labelStep(pxPerSecond) {
  return firstAtLeast(LABEL_STEPS_S, LEAST_LABEL_PX / pxPerSecond);
}

// {majorS, minorS}: those of the paper, or for the whole recording the finest that can still be seen.
export function gridSteps(pair, pxPerSecond) {
  if (pair.majorS) return { majorS: pair.majorS, minorS: pair.minorS };
  const majorS = firstAtLeast(GRID_STEPS_S, LEAST_MAJOR_PX / pxPerSecond);
  const finer = GRID_STEPS_S[GRID_STEPS_S.indexOf(majorS) - 1] ?? majorS;
  return { majorS, minorS: finer * pxPerSecond >= LEAST_MINOR_PX ? finer : majorS };
}

function firstAtLeast(steps, least) {
  return steps.find((step) => step >= least) ?? steps[steps.length - 1];
}

// Seconds since the start of the recording that fall on a multiple of `step` of the local clock.
export function alignedSeconds(startS, offsetS, fromS, toS, step) {
  const localStart = startS + offsetS;
  const result = [];
  for (let local = Math.ceil((localStart + fromS) / step) * step; local <= localStart + toS; local += step) {
    result.push(local - localStart);
  }
  return result;
}

// A clock for one zone and language: words for a moment, and how far the zone is from UTC at a moment.
export function clockOf(zone, language) {
  const time = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const exact = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const date = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { timeZone: zone, day: "numeric", month: "short" });
  const whole = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { timeZone: zone, day: "numeric", month: "short", year: "numeric" });
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  });
  return {
    minutes: (epochS) => time.format(epochS * 1000),
    seconds: (epochS) => exact.format(epochS * 1000),
    date: (epochS) => whole.format(epochS * 1000),
    day: (epochS) => date.format(epochS * 1000),
    offsetS: (epochS) => {
      const at = Object.fromEntries(parts.formatToParts(epochS * 1000).map(({ type, value }) => [type, Number(value)]));
      const local = Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) / 1000;
      return local - Math.floor(epochS);
    },
  };
}

// Labels of the axis: {second, text, isMidnight}. The labels keep the same places while the strip scrolls.
export function timeLabels({ startS, fromS, toS, pxPerSecond, clock }) {
  const step = labelStep(pxPerSecond);
  return alignedSeconds(startS, clock.offsetS(startS), fromS, toS, step).map((second) => {
    const text = clock.minutes(startS + second);
    const isMidnight = text === "00:00";
    return { second, text: isMidnight ? `${clock.day(startS + second)} ${text}` : text, isMidnight };
  });
}
