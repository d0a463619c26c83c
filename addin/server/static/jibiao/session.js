// Who uses the pane: a token that the administrator gave out, or what Office or a proxy says.
import { config } from "../js/config.js";
import { freshId, h } from "./dom.js";
import { request } from "./server.js";
import { TEXTS } from "./texts.js";

const KEY = "jibiao-token"; // sessionStorage: gone with the Excel window
const UNKNOWN_USER = 401;

/** The officer put off signing in. */
export class NotSignedIn extends Error {}

/** Shows who is signed in, and asks when nobody is. */
export class Session extends HTMLElement {
  #asking = null;

  /** Headers that say who asks. */
  async headers() {
    const { token, provider } = await this.auth();
    return { ...(token && { Authorization: token }), ...(provider && { "Auth-Provider": provider }) };
  }

  /** What xlwings' own functions take. */
  async auth() {
    if (config.authProviders.includes("entraid"))
      return { token: await globalThis.xlwings.getAccessToken(), provider: "entraid" };
    const token = sessionStorage.getItem(KEY);
    return { token: token ? `Bearer ${token}` : "", provider: "" };
  }

  /** A request as the user. Asks for a token where the server wants one, then sends it once more. */
  async send(method, path, options = {}) {
    for (;;) {
      try {
        return await request(method, path, { ...options, headers: await this.headers() });
      } catch (error) {
        if (error.status !== UNKNOWN_USER) throw error;
        await this.ask(error.message);
      }
    }
  }

  /** Finds out who the user is; asks if that is not known. */
  async start() {
    const { name } = JSON.parse(await this.send("GET", "/jibiao/me"));
    this.#show(name);
    this.dispatchEvent(new CustomEvent("signed-in", { bubbles: true }));
  }

  /** One question at a time, however many requests wait for it. */
  ask(why) {
    this.#asking ??= new Promise((resolve, reject) => this.#form(why, resolve, reject)).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  #form(why, resolve, reject) {
    const known = sessionStorage.getItem(KEY) !== null;
    const id = freshId("token");
    const note = h("p", { role: "alert" }, known ? TEXTS.expired : "");
    const field = h("input", { id, type: "password", autocomplete: "off", spellcheck: "false", required: true });
    const check = async (event) => {
      event.preventDefault();
      sessionStorage.setItem(KEY, field.value.trim());
      try {
        const { name } = JSON.parse(await request("GET", "/jibiao/me", { headers: await this.headers() }));
        this.#show(name);
        resolve();
      } catch (error) {
        sessionStorage.removeItem(KEY);
        note.textContent = error.message;
        field.select();
      }
    };
    const later = () => {
      this.#show("");
      reject(new NotSignedIn(TEXTS.notSignedIn));
    };
    if (known) sessionStorage.removeItem(KEY);
    this.replaceChildren(
      h("form", { class: "card", onsubmit: check },
        h("h2", {}, TEXTS.signIn),
        note,
        h("p", { class: "quiet" }, known ? "" : why, " ", TEXTS.signInWhy),
        h("label", { for: id }, TEXTS.token),
        field,
        h("div", { class: "row" },
          h("button", { type: "submit", class: "main" }, TEXTS.signIn),
          h("button", { type: "button", onclick: later }, TEXTS.later))),
    );
    field.focus();
    this.dispatchEvent(new CustomEvent("attention", { bubbles: true }));
  }

  #show(name) {
    const out = () => {
      sessionStorage.removeItem(KEY);
      this.#show("");
      this.dispatchEvent(new CustomEvent("signed-out", { bubbles: true }));
    };
    const start = () => this.start().catch(() => {});
    this.replaceChildren(
      name
        ? h("p", { class: "user" }, h("span", {}, name),
            sessionStorage.getItem(KEY) && h("button", { type: "button", class: "link", onclick: out }, TEXTS.signOut))
        : h("p", { class: "user" }, h("button", { type: "button", class: "link", onclick: start }, TEXTS.signIn)),
    );
  }
}

customElements.define("jibiao-session", Session);
