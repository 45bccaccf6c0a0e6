// The sessions of a week as a form holds them: a text such as "mon, tue am", a part for each day.

export const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
export const halves = ["am", "pm"];

/** The sessions of a text that this form wrote itself, as "mon am"; the server reads many more. */
export function sessionsOf(text) {
  const found = new Set();
  for (const part of String(text ?? "").split(",")) {
    const [day, half] = part.trim().split(" ");
    if (!days.includes(day)) continue;
    for (const one of half ? [half] : halves) found.add(`${day} ${one}`);
  }
  return found;
}

/** The text of some sessions. */
export function textOf(sessions) {
  return days.map((day) => {
    const held = halves.filter((half) => sessions.has(`${day} ${half}`));
    return held.length === 2 ? day : held.map((half) => `${day} ${half}`).join(", ");
  }).filter(Boolean).join(", ");
}

/** Is a session of a weekday left out? */
export function isPartTime(text) {
  const sessions = sessionsOf(text);
  return days.slice(0, 5).some((day) => halves.some((half) => !sessions.has(`${day} ${half}`)));
}
