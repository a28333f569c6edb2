// Days and times in the zone in which the reader lives, whatever zone her browser is in.
// The same shapes of dates that the server writes.
const LOCALES = { en: "en-GB", "zh-hans": "zh-Hans-CN", ko: "ko-KR" };

export function calendar({ zone, language, words = { today: "Today", yesterday: "Yesterday" } }) {
  const known = (options, locale) => {
    try {
      return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone || undefined });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return new Intl.DateTimeFormat(locale, options);
    }
  };
  const locale = LOCALES[language] ?? LOCALES.en;
  const key = known({ year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA");
  const clock = known({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, "en-GB");
  const thisYear = known({ weekday: "long", day: "numeric", month: "long" }, locale);
  const otherYear = known({ weekday: "short", day: "numeric", month: "long", year: "numeric" }, locale);
  const whole = known({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }, locale);

  const dayOf = (moment) => key.format(new Date(moment)); // 2026-11-30
  return {
    dayOf,
    clock: (moment) => clock.format(new Date(moment)),
    whole: (moment) => whole.format(new Date(moment)),
    dayWords: (moment, now = new Date()) => {
      const day = dayOf(moment);
      if (day === dayOf(now)) return words.today;
      if (day === dayOf(new Date(now.getTime() - 86_400_000))) return words.yesterday;
      return (day.slice(0, 4) === dayOf(now).slice(0, 4) ? thisYear : otherYear).format(new Date(moment));
    },
  };
}
