// Makes elements: text is always a text node, so nothing that people write can become markup.

/** An element with properties, `on...` listeners, attributes and children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined
    && child !== false));
  return element;
}

/** Puts nodes into a parent in this order and moves only what must move: focus stays. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    const there = parent.childNodes[index] ?? null;
    if (there !== node) parent.insertBefore(node, there);
  });
}

const drawings = {
  access: "M9 11a4 4 0 1 0 0-8a4 4 0 0 0 0 8zM2 21c0-4 3-7 7-7s7 3 7 7M17 8h5M19.500 5.500v5",
  back: "M15 5l-7 7l7 7",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4",
  close: "M6 6l12 12M18 6L6 18",
  down: "M12 5v14M6 13l6 6l6-6",
  hide: "M3 4h18v12H3zM9 20h6M12 16v4",
  key: "M8 16a4 4 0 1 0 0-8a4 4 0 0 0 0 8zM12 12h10M18 12v4",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  out: "M10 4H5v16h5M15 8l4 4l-4 4M19 12H9",
  seal: "M12 13a5 5 0 1 0 0-10a5 5 0 0 0 0 10zM9 12l-2 9l5-3l5 3l-2-9",
  left: "M15 5l-7 7l7 7",
  register: "M5 4h14v17H5zM9 2v4M15 2v4M9 13l2 2l4-5",
  right: "M9 5l7 7l-7 7",
  search: "M11 18a7 7 0 1 0 0-14a7 7 0 0 0 0 14zM16 16l5 5",
  send: "M4 12l16-8l-5 16l-3-7z",
  shield: "M12 3l8 3v6c0 5-3.500 8-8 9c-4.500-1-8-4-8-9V6z",
  tray: "M12 4v10M8 10l4 4l4-4M4 16v4h16v-4",
};

/** A line drawing that says nothing to a screen reader: the words beside it do. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", drawings[name]);
  svg.append(path);
  return svg;
}

let count = 0;

/** An id for labels and descriptions, unique in this page. */
export function freshID(word) {
  count += 1;
  return `${word}-${count}`;
}

/** Tells people who do not see the screen; a second telling of the same words is heard too. */
export function announce(text) {
  const live = document.getElementById("live");
  live.textContent = "";
  setTimeout(() => { live.textContent = text; }, 50);
}

/** Does the person here type on keys, with a pointer that hovers? Then focus may open nothing. */
export function hasKeys() { return matchMedia("(hover: hover) and (pointer: fine)").matches; }

/** Copies text; without a secure context the words are selected, to be copied by hand. */
export async function copy(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return false;
  }
}

/** A box that tells trouble, and speaks it. */
export function trouble(text, ...more) {
  return make("div", { class: "trouble", role: "alert" }, make("p", {}, text), ...more);
}

/** Runs work for a button: busy meanwhile, its trouble told beside it. */
export async function working(button, work) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-busy");
  }
}
