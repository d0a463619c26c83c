// Elements without markup: what comes from a workbook is only ever text.

/** An element with properties (`class`, `on…` handlers, attributes; null and false are left out) and children. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Puts numbers and words into the braces of a text. */
export function filled(text, slots) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(slots[name]));
}

let number = 0;

/** An id that no other element has, for labels. */
export function freshId(word) {
  number += 1;
  return `${word}-${number}`;
}

/** A file for the officer to keep: a link, since a task pane may not write by itself. */
export function fileLink({ name, data }, text) {
  const blob = new Blob([Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))]);
  return h("a", { href: URL.createObjectURL(blob), download: name, class: "file" }, text);
}
