// The form that is open: which one, whose, and the buttons that an officer needs most.
import { h } from "./dom.js";
import { TEXTS } from "./texts.js";

const SHOWN = ["validate_form", "compute", "report", "seal"]; // ids of buttons that stand in the pane as well

/** Title, unit and buttons. */
export class FormHead extends HTMLElement {
  #facts = h("div", {}, h("p", { class: "quiet" }, TEXTS.noForm));
  #buttons = h("div", { class: "row" });

  connectedCallback() {
    this.append(h("section", { class: "card" }, this.#facts, this.#buttons));
  }

  /** The buttons, and what each calls when it is pressed. */
  offer(buttons, press, refresh) {
    const own = SHOWN.map((id) => buttons.find((button) => button.id === id)).filter(Boolean);
    this.#buttons.replaceChildren(
      ...own.map((button, at) =>
        h("button", { type: "button", class: at === 0 ? "main" : null, title: button.screentip, "data-button": button.id,
                      onclick: () => press(button) }, button.label)),
      h("button", { type: "button", "data-button": "refresh", onclick: refresh }, TEXTS.refresh));
  }

  show({ form, unit, error }) {
    this.#facts.replaceChildren(
      ...(error
        ? [h("p", {}, error)]
        : [h("h2", {}, form.title),
           h("p", {}, `${TEXTS.unit}：${[unit.code, unit.name].filter(Boolean).join(" ")}`),
           form.year ? h("p", { class: "quiet" }, `${TEXTS.year}：${form.year}`) : ""]));
  }

  clear() {
    this.#facts.replaceChildren(h("p", { class: "quiet" }, TEXTS.noForm));
  }
}

customElements.define("jibiao-form", FormHead);
