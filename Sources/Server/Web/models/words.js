// Small truths about text: offsets in Unicode scalars, names for things, what changed.

/** A line cut at a complaint's range, which counts Unicode scalars: before, wrong, after. */
export function cut(text, at) {
  const scalars = Array.from(text);
  const join = (from, to) => scalars.slice(from, to).join("");
  return [join(0, at.start), join(at.start, at.end), join(at.end)];
}

/** `record_due` or `recordDue` as people write it: `Record due`. */
export function spoken(name) {
  const words = String(name).replaceAll(/[_-]+/g, " ").replaceAll(/([a-z])([A-Z])/g, "$1 $2");
  const lower = words.toLowerCase().trim();
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}

/** A term as people read it: a code such as `C1` with its meaning, a word by its label alone. */
export function termText({ term, label }) {
  if (!label || label === term) return spoken(term);
  const isCode = term !== "" && term.length <= 2 && term !== "AM" && term !== "PM";
  return isCode ? `${term} · ${label}` : label;
}

export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}

export function bytes(count) {
  if (count < 1_000) return `${count} B`;
  if (count < 1_000_000) return `${Math.round(count / 1_000)} kB`;
  return `${(count / 1_000_000).toFixed(1)} MB`;
}

/** Folded for finding: no case, no accents. */
export function folded(text) {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase("en-GB");
}

/** What a browser calls itself, in two words a person knows. */
export function agentName(agent) {
  const found = (pairs) => pairs.find(([mark]) => agent.includes(mark))?.[1];
  const browser = found([
    ["Edg", "Edge"], ["Firefox", "Firefox"], ["Chrom", "Chrome"], ["Safari", "Safari"],
    ["curl", "curl"],
  ]);
  const system = found([
    ["iPhone", "iPhone"], ["iPad", "iPad"], ["Android", "Android"], ["CrOS", "Chromebook"],
    ["Windows", "Windows"], ["Mac", "Mac"], ["Linux", "Linux"],
  ]);
  return [browser ?? "A program", system && `on ${system}`].filter(Boolean).join(" ");
}

/** The fields in which two versions differ: `[name, old, new]`, absent as undefined. */
export function changes(old, now) {
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names]
    .filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]))
    .map((name) => [name, old[name], now[name]]);
}
