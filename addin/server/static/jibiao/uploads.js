// The list of workbooks to be sent: how far each is, and what became of it.
import { h } from "./dom.js";
import { TEXTS } from "./texts.js";

const STATES = { waiting: TEXTS.waiting, sending: TEXTS.sending, sent: TEXTS.sent, read: TEXTS.read,
                 rejected: TEXTS.rejected, unknown: TEXTS.unknown };
const FINAL = new Set(["read", "rejected"]);

/** Files in the order in which they are sent. */
export class Uploads extends HTMLElement {
  #rows = [];
  #list = h("ul", { class: "uploads" });

  connectedCallback() {
    this.append(this.#list);
  }

  get files() {
    return this.#rows.map(({ file }) => file);
  }

  /** Adds files; one of the same name, size and date is there already. */
  add(files) {
    for (const file of files) {
      if (this.#rows.some((row) => same(row.file, file))) continue;
      const row = { file, word: h("span", { class: "state" }), reason: h("p", { class: "reason" }) };
      row.entry = h("li", {}, h("span", { class: "name" }, file.name), row.word, row.reason);
      this.#rows.push(row);
      this.#list.append(row.entry);
      set(row, "waiting");
    }
  }

  clear() {
    this.#rows = [];
    this.#list.replaceChildren();
  }

  /** All as they were when they were chosen. */
  restart() {
    for (const row of this.#rows) set(row, "waiting");
  }

  /** Bytes that are out of the house belong to the first files. */
  sent(bytes) {
    let left = bytes;
    for (const row of this.#rows) {
      set(row, left >= row.file.size ? "sent" : left > 0 ? "sending" : "waiting");
      left -= row.file.size;
    }
  }

  /** What the server says of one file; of two of one name it means the first that has no outcome. */
  outcome({ file, outcome, reason }) {
    const row = this.#rows.find((each) => each.file.name === file && !FINAL.has(each.state));
    if (row) set(row, outcome, reason);
  }

  /** What was read, but could not be used after all. */
  reject(name, reason) {
    const row = this.#rows.find(({ file, state }) => file.name === name && state !== "rejected");
    if (row) set(row, "rejected", reason);
  }

  /** No more will be said. */
  close() {
    for (const row of this.#rows) if (!FINAL.has(row.state)) set(row, "unknown");
  }
}

function same(one, other) {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

function set(row, state, reason = "") {
  row.state = state;
  row.entry.className = state;
  row.word.textContent = STATES[state];
  row.reason.textContent = reason;
}

customElements.define("jibiao-uploads", Uploads);
