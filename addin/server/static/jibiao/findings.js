// The findings (审核结果): by severity, filtered, each a way to its cell; 核实 can be explained here.
import { filled, freshId, h } from "./dom.js";
import { TEXTS } from "./texts.js";

const SEVERITIES = { 强制: "must", 核实: "check", 提示: "hint" }; // in the order they are shown, and their colours
const EXPLAINABLE = "核实";

/** Events: `jump` with {sheet, cell}; `explain` with {rule, field, text}. */
export class Findings extends HTMLElement {
  #findings = [];
  #filter = { rule: "", unit: "" };
  #drafts = new Map(); // explanations that were begun, by rule and cell: a new reading must not lose them

  show(findings) {
    this.#findings = findings;
    this.#draw();
  }

  clear() {
    this.#filter = { rule: "", unit: "" };
    this.replaceChildren();
  }

  #draw() {
    const known = (name, value) => this.#findings.some((finding) => word(finding, name) === value);
    for (const name of Object.keys(this.#filter)) if (!known(name, this.#filter[name])) this.#filter[name] = "";
    const shown = this.#findings.filter((finding) =>
      Object.entries(this.#filter).every(([name, value]) => !value || word(finding, name) === value));
    this.replaceChildren(
      h("section", { class: "findings", "aria-label": TEXTS.findings },
        this.#findings.length ? [this.#filters(), this.#count(shown)] : h("p", { role: "status" }, TEXTS.clean),
        Object.keys(SEVERITIES).map((severity) => this.#group(severity, shown))));
  }

  #filters() {
    return h("div", { class: "row filters" },
      [["rule", TEXTS.filterRule], ["unit", TEXTS.filterUnit]].map(([name, label]) => this.#select(name, label)));
  }

  #select(name, label) {
    const values = [...new Set(this.#findings.map((finding) => word(finding, name)))].filter(Boolean).sort();
    if (values.length < 2) return null;
    const id = freshId(name);
    const choose = (event) => {
      this.#filter[name] = event.target.value;
      this.#draw();
      this.querySelector(`select[name=${name}]`).focus();
    };
    return h("div", {}, h("label", { for: id }, label),
      h("select", { id, name, onchange: choose },
        h("option", { value: "" }, TEXTS.all),
        values.map((value) => h("option", { value, selected: value === this.#filter[name] }, value))));
  }

  #count(shown) {
    return h("p", { class: "quiet", role: "status" },
      filled(TEXTS.shown, { shown: shown.length, all: this.#findings.length }));
  }

  #group(severity, shown) {
    const own = shown.filter((finding) => finding.severity === severity);
    if (!own.length) return null;
    return h("details", { open: true, class: SEVERITIES[severity] },
      h("summary", {}, h("span", { class: "mark" }, severity), ` ${own.length}`),
      h("ul", {}, own.map((finding) => this.#entry(finding))));
  }

  #entry(finding) {
    const { sheet, cell, message, rule } = finding;
    const place = [sheet, cell].filter(Boolean).join("!");
    const jump = () => this.dispatchEvent(new CustomEvent("jump", { detail: finding }));
    return h("li", {},
      h("p", {}, message),
      h("p", { class: "row" },
        cell ? h("button", { type: "button", class: "link", onclick: jump }, filled(TEXTS.goTo, { place })) : null,
        h("span", { class: "quiet" }, rule)),
      this.#explanation(finding));
  }

  #explanation(finding) {
    if (finding.explanation) return h("p", { class: "quiet" }, filled(TEXTS.explained, { text: finding.explanation }));
    if (finding.severity !== EXPLAINABLE) return null;
    const id = freshId("explain");
    const key = `${finding.rule} ${finding.sheet} ${finding.cell}`;
    const hint = h("p", { role: "alert" });
    const box = h("textarea", { id, rows: 2, oninput: () => {
      this.#drafts.set(key, box.value);
      hint.textContent = "";
    } });
    box.value = this.#drafts.get(key) ?? "";
    const write = () => {
      const text = box.value.trim();
      hint.textContent = text ? "" : TEXTS.needsText;
      if (!text) return box.focus();
      const done = () => this.#drafts.delete(key);
      return this.dispatchEvent(new CustomEvent("explain", { detail: { rule: finding.rule, field: finding.field ?? "", text, done } }));
    };
    return h("details", { class: "explain", open: this.#drafts.has(key) }, h("summary", {}, TEXTS.explainShort),
      h("label", { for: id }, TEXTS.explain), box, hint,
      h("button", { type: "button", onclick: write }, TEXTS.writeExplanation));
  }
}

function word(finding, name) {
  return name === "unit" ? (finding.unit?.name ?? "") : (finding[name] ?? "");
}

customElements.define("jibiao-findings", Findings);
