// The ribbon's buttons: the workbook goes to the server, what the server answers is done and said.
import { readBook, runActions, workbookFile } from "./book.js";
import { filled } from "./dom.js";
import { multipart, untilBack } from "./server.js";
import { NotSignedIn } from "./session.js";
import { TEXTS } from "./texts.js";

const MOVES = new Set(["activateSheet", "rangeSelect"]); // actions that change no cell

/** Does one thing after the other and says what went wrong. */
export class Desk {
  #busy = false;

  constructor({ session, messages, question, open, changed }) {
    Object.assign(this, { session, messages, question, open, changed });
  }

  /** Runs work unless other work is under way; a failure is said, never thrown. */
  async run(label, work) {
    if (this.#busy) return this.messages.say(TEXTS.busy, "warning");
    this.#busy = true;
    this.messages.working(filled(TEXTS.working, { label }));
    try {
      return await work();
    } catch (error) {
      return this.#explain(error);
    } finally {
      this.#busy = false;
      this.messages.rest();
    }
  }

  #explain(error) {
    this.messages.say(error.message, error instanceof NotSignedIn ? "warning" : "error");
    if (error.status === 0) untilBack().then(() => this.messages.say(TEXTS.back, "info"));
  }

  /** A button of the ribbon or of the pane. */
  async press(button, choice = "") {
    if (button.confirm && !(await this.question.confirm(button.confirm))) return undefined;
    const chosen = choice || (button.choices.length ? await this.question.choose(button.label, button.choices) : "");
    if (chosen === null) return undefined;
    return this.run(button.label, async () => {
      const book = await readBook();
      const files = button.file ? [{ field: "workbook", file: await workbookFile(), name: book.book.name }] : [];
      const data = multipart({ book, texts: { choice: chosen }, files });
      await this.obey(button.label, JSON.parse(await this.session.send("POST", `/jibiao/press/${button.id}`, { body: data })));
    });
  }

  /** Does what a reply asks for. */
  async obey(label, { actions = [], messages = [], files = [], open = [] }) {
    if (actions.length) await runActions(actions);
    for (const file of open) {
      await this.open(file);
      this.messages.say(filled(TEXTS.opened, file), "info");
    }
    for (const { text, level } of messages) this.messages.say(text, level);
    if (files.length) this.messages.hand(files, this.open);
    if (!messages.length && !files.length && !open.length) this.messages.say(filled(TEXTS.done, { label }), "info");
    if (actions.some((action) => !MOVES.has(action.func))) await this.changed();
  }
}

/** Ties the names that the manifest gives its buttons to what they do. */
export function associate(buttons, desk) {
  for (const button of buttons) {
    tie(button.id, button, "", desk);
    for (const { id } of button.choices) tie(`${button.id}--${id}`, button, id, desk);
  }
}

function tie(name, button, choice, desk) {
  Office.actions.associate(name, async (event) => {
    try {
      await desk.press(button, choice);
    } finally {
      event.completed();
    }
  });
}
