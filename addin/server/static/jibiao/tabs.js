// The two halves of the pane, with the keys that tabs have everywhere.
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

/** Shows one panel at a time. */
export class Tabs extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const tab = event.target.closest("[role=tab]");
      if (tab) this.show(tab);
    });
    this.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      const tab = event.target.closest("[role=tab]");
      if (step && tab) this.#step(tab, step);
    });
  }

  #tabs() {
    return [...this.querySelectorAll("[role=tab]")];
  }

  #step(tab, step) {
    const tabs = this.#tabs();
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    this.show(next);
    next.focus();
  }

  show(chosen) {
    for (const tab of this.#tabs()) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !on;
    }
  }
}

customElements.define("jibiao-tabs", Tabs);
