// What is said to the officer, the files handed over, and the questions asked. Excel has no message box for add-ins, and a
// dialog would carry its text in an address; so all of it stands in the pane, which is opened for it.
import { fileLink, filled, freshId, h } from "./dom.js";
import { TEXTS } from "./texts.js";

const KEPT = 5; // messages that stay on the screen
const WORKBOOK = ".xlsx";

function attention(element) {
  element.dispatchEvent(new CustomEvent("attention", { bubbles: true }));
}

/** The messages, newest first, and what is under way. */
export class Messages extends HTMLElement {
  #list = h("ul", { class: "messages" });
  #work = h("p", { class: "work", role: "status" });

  connectedCallback() {
    this.#list.setAttribute("aria-live", "polite");
    this.append(this.#work, this.#list);
  }

  /** Says something; an error interrupts a screen reader. */
  say(text, level) {
    this.#add(level, h("p", { role: level === "error" ? "alert" : null }, text));
  }

  /** Files to keep; workbooks can be opened as well. */
  hand(files, open) {
    for (const file of files) {
      const opening = file.name.endsWith(WORKBOOK) &&
        h("button", { type: "button", onclick: () => open(file).catch((error) => this.say(error.message, "error")) }, TEXTS.open);
      this.#add("info", h("p", {}, fileLink(file, filled(TEXTS.save, file))), opening);
    }
  }

  working(text) {
    this.#work.textContent = text;
  }

  rest() {
    this.#work.textContent = "";
  }

  #add(level, ...content) {
    const entry = h("li", { class: level }, content,
      h("button", { type: "button", class: "link", onclick: () => entry.remove() }, TEXTS.dismiss));
    this.#list.prepend(entry);
    while (this.#list.children.length > KEPT) this.#list.lastChild.remove();
    attention(this);
  }
}

/** A question that has to be answered before anything is done. */
export class Question extends HTMLElement {
  #close = null;

  /** Whether the officer agrees. */
  confirm(text) {
    return this.#ask(text, [[TEXTS.yes, true], [TEXTS.no, false]], false);
  }

  /** The id of what was chosen; null if nothing. */
  choose(label, choices) {
    return this.#ask(label, [...choices.map(({ id, label: name }) => [name, id]), [TEXTS.no, null]], null);
  }

  #ask(text, answers, otherwise) {
    this.#close?.(otherwise);
    const before = document.activeElement;
    const id = freshId("question");
    return new Promise((resolve) => {
      this.#close = (answer) => {
        this.replaceChildren();
        this.#close = null;
        before?.focus();
        resolve(answer);
      };
      const close = this.#close;
      const buttons = answers.map(([name, answer]) => h("button", { type: "button", onclick: () => close(answer) }, name));
      this.replaceChildren(
        h("div", { class: "card", role: "alertdialog", "aria-labelledby": id,
                   onkeydown: (event) => event.key === "Escape" && close(otherwise) },
          h("p", { id }, text), h("div", { class: "row" }, buttons)));
      buttons.at(-1).focus();
      attention(this);
    });
  }
}

customElements.define("jibiao-messages", Messages);
customElements.define("jibiao-question", Question);
