// Dates and times as people in Britain write them.

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const shortDay = new Intl.DateTimeFormat("en-GB", {
  weekday: "short", day: "numeric", month: "short",
});
const longDay = new Intl.DateTimeFormat("en-GB", {
  weekday: "long", day: "numeric", month: "long", year: "numeric",
});

const two = (number) => String(number).padStart(2, "0");

/** A Date's local day as `2026-11-03`. */
export function dayKey(date) {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A Date's local time as `09:40`. */
export function timeKey(date) { return `${two(date.getHours())}:${two(date.getMinutes())}`; }

/** `2026-11-03` as a local Date: `new Date(text)` would read it as UTC and slip a day. */
export function dateOfDay(key) {
  const [year, month, day] = key.split("-").map(Number);
  return new Date(year, month - 1, day);
}

/** `Tuesday 3 November 2026, 09:40`: for paper, which outlives the day and the year. */
export function fullMomentText(instant) {
  const date = new Date(instant);
  return `${longDay.format(date)}, ${clock.format(date)}`;
}

export function timeText(instant) { return clock.format(new Date(instant)); }

/** `Today`, `Yesterday`, `Tuesday 3 November 2026`. */
export function dayText(date, now = new Date()) {
  const key = dayKey(date);
  if (key === dayKey(now)) return "Today";
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  return key === dayKey(yesterday) ? "Yesterday" : longDay.format(date);
}

/** `Tue 3 Nov`, with the year when it is another one. */
export function shortDayText(date, now = new Date()) {
  const text = shortDay.format(date).replace(",", "");
  return date.getFullYear() === now.getFullYear() ? text : `${text} ${date.getFullYear()}`;
}

/** `Tue 3 Nov, 09:40`; today's day is left out. */
export function momentText(instant, now = new Date()) {
  const date = new Date(instant);
  const time = clock.format(date);
  return dayKey(date) === dayKey(now) ? time : `${shortDayText(date, now)}, ${time}`;
}
