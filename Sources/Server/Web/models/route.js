// Where the person is: the fragment of the address, read and written in one place.

/** `/#/c/ID`, `/#/c/ID/m/MESSAGE`, `/#/c/ID/access`, `/#/board`, `/#/search`, `/#/exports`,
 * `/#/sessions`, `/#/outbox`, `/#/duties`, `/#/erasures`, `/#/erasures/NUMBER`. */
export function routeOf(hash) {
  const [place, id, part, message] = hash.replace(/^#?\/?/, "").split("/").map(decoded);
  if (place === "c" && id) {
    if (part === "access") return { name: "access", id };
    return { name: "channel", id, message: part === "m" ? message : undefined };
  }
  if (["board", "search", "exports", "sessions", "outbox", "duties"].includes(place)) {
    return { name: place };
  }
  if (place === "erasures") return { name: place, number: id };
  return place === "" ? { name: "list" } : { name: "nowhere" };
}

export const erasureAddress = (number) => `#/erasures/${number}`;
export const channelAddress = (id) => `#/c/${encodeURIComponent(id)}`;
export const accessAddress = (id) => `${channelAddress(id)}/access`;
export const messageAddress = (id, message) =>
  `${channelAddress(id)}/m/${encodeURIComponent(message)}`;

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
