// 汇总: many workbooks and the roster go to the bureau's server, the summary comes back.
import { readBook, runActions } from "./book.js";
import { filled, freshId, h } from "./dom.js";
import { multipart, ServerError } from "./server.js";
import { TEXTS } from "./texts.js";
import "./uploads.js";

const ENDING = ".xlsx";
const TYPES = ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Choosing, sending, and what came of it. */
export class Rollup extends HTMLElement {
  #uploads = document.createElement("jibiao-uploads");
  #count = h("p", { class: "quiet", role: "status" });
  #progress = h("progress", { hidden: true, "aria-label": TEXTS.consolidate });
  #status = h("p", { role: "status" });
  #results = h("div", { class: "results" });
  #roster = h("input", { type: "file", id: "roster", accept: TYPES });
  #form = h("select", { id: "form" }, h("option", { value: "" }, TEXTS.formAny));
  #returns = h("input", { type: "checkbox", id: "returns", checked: true });
  #intoBook = h("input", { type: "checkbox", id: "into-book", checked: true });

  connectedCallback() {
    this.append(
      h("section", { class: "card" },
        h("label", { for: "roster" }, TEXTS.roster), h("p", { class: "quiet" }, TEXTS.rosterWhy), this.#roster,
        this.#zone(), this.#count, this.#uploads,
        h("label", { for: "form" }, TEXTS.form), this.#form,
        h("p", {}, this.#returns, " ", h("label", { for: "returns" }, TEXTS.returns)),
        h("p", {}, this.#intoBook, " ", h("label", { for: "into-book" }, TEXTS.intoBook)),
        h("div", { class: "row" },
          h("button", { type: "button", class: "main", "data-button": "consolidate", onclick: () => this.#start() }, TEXTS.consolidate),
          h("button", { type: "button", onclick: () => this.#clear() }, TEXTS.clearList)),
        this.#progress, this.#status),
      this.#results);
  }

  /** What does the work: see `Desk`. */
  serve(desk) {
    this.desk = desk;
  }

  offer(forms) {
    const chosen = this.#form.value;
    this.#form.replaceChildren(h("option", { value: "" }, TEXTS.formAny),
      ...forms.map(({ id, title }) => h("option", { value: id, selected: id === chosen }, title)));
  }

  #zone() {
    const id = freshId("workbooks");
    const pick = h("input", { id, type: "file", multiple: true, accept: TYPES, onchange: () => this.#add(pick.files) });
    const zone = h("div", { class: "zone" }, h("label", { for: id }, TEXTS.workbooks), h("p", { class: "quiet" }, TEXTS.drop), pick);
    const over = (on) => (event) => {
      event.preventDefault();
      zone.classList.toggle("over", on);
    };
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      this.#add(event.dataTransfer.files);
    });
    return zone;
  }

  #add(files) {
    const all = [...files];
    const strange = all.filter(({ name }) => !name.toLowerCase().endsWith(ENDING));
    this.#uploads.add(all.filter((file) => !strange.includes(file)));
    this.#count.textContent = [filled(TEXTS.picked, { count: this.#uploads.files.length }),
      strange.length ? filled(TEXTS.notWorkbook, { names: strange.map(({ name }) => name).join("、") }) : ""].join(" ");
  }

  #clear() {
    this.#uploads.clear();
    this.#count.textContent = "";
    this.#status.textContent = "";
    this.#results.replaceChildren();
  }

  #start() {
    const roster = this.#roster.files[0];
    const files = this.#uploads.files;
    this.#status.textContent = roster ? (files.length ? "" : TEXTS.needsWorkbooks) : TEXTS.needsRoster;
    if (!roster || !files.length) return undefined;
    return this.desk.run(TEXTS.consolidate, () => this.#consolidate(roster, files));
  }

  async #consolidate(roster, files) {
    this.#results.replaceChildren();
    this.#progress.hidden = false;
    try {
      const book = this.#intoBook.checked ? await readBook() : null;
      const data = multipart({ book, texts: { form: this.#form.value, returns: String(this.#returns.checked) },
        files: [{ field: "roster", file: roster }, ...files.map((file) => ({ field: "workbooks", file }))] });
      await this.#send(data, files);
    } finally {
      this.#progress.hidden = true;
      this.#uploads.close();
    }
  }

  async #send(data, files) {
    let taken = 0;
    let done = 0;
    let last = null;
    const take = (text) => {
      const end = text.lastIndexOf("\n") + 1;
      for (const line of text.slice(taken, end).split("\n").filter(Boolean)) {
        const news = JSON.parse(line);
        if (news.file) {
          this.#uploads.outcome(news);
          done += 1;
          this.#show(TEXTS.checking, done / files.length, { done, all: files.length });
        }
        if (news.done || news.error) last = news;
      }
      taken = end;
    };
    const sent = (bytes, all) => {
      this.#uploads.sent(bytes);
      this.#show(TEXTS.uploading, bytes / all, { percent: Math.floor((bytes / all) * 100) });
    };
    this.#begin();
    const text = await this.desk.session.send("POST", "/jibiao/consolidate", { body: data, onsent: sent, ontext: take });
    take(`${text}\n`);
    this.#status.textContent = "";
    if (last?.error) throw new ServerError(last.error, 200);
    if (!last) throw new ServerError(TEXTS.cut, 0);
    await this.#finish(last);
  }

  #begin() {
    this.#uploads.restart();
    this.#status.textContent = "";
    this.#progress.value = 0;
  }

  #show(text, share, slots) {
    this.#progress.value = share;
    this.#status.textContent = filled(text, slots);
  }

  async #finish({ done, files = [], actions = [] }) {
    const { units } = done;
    for (const { file, reason } of units.rejected) this.#uploads.reject(file, reason); // also what was read, but is no part of it
    const counts = Object.fromEntries(Object.entries(units).map(([name, value]) => [name, Array.isArray(value) ? value.length : value]));
    this.#results.replaceChildren(
      h("section", { class: "card", "aria-label": TEXTS.results },
        h("h2", {}, TEXTS.results),
        h("p", { role: "status" }, filled(TEXTS.summary, counts)),
        [["missing", TEXTS.missing], ["duplicate", TEXTS.duplicate]].map(([name, label]) => listed(label, units[name]))));
    if (actions.length) await runActions(actions);
    this.desk.messages.hand(files, this.desk.open);
    if (actions.length) await this.desk.changed();
  }
}

function listed(label, units) {
  if (!units.length) return null;
  return h("details", {}, h("summary", {}, `${label} ${units.length}`),
    h("ul", {}, units.map((unit) => h("li", {}, typeof unit === "string" ? unit : [unit.code, unit.name].filter(Boolean).join(" ")))));
}

customElements.define("jibiao-rollup", Rollup);
