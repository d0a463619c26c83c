// Ties the parts of the pane together. The page is also what runs the ribbon's buttons and the functions in cells.
import { ACTIONS, goTo, openWorkbook, readBook } from "./book.js";
import "./findings.js";
import "./form.js";
import "./messages.js";
import { associate, Desk } from "./press.js";
import "./rollup.js";
import { multipart, request } from "./server.js";
import "./session.js";
import "./tabs.js";
import { TEXTS } from "./texts.js";
import { followTheme } from "./theme.js";

const part = (name) => document.querySelector(`jibiao-${name}`);
const [session, messages, question, form, findings, rollup] =
  ["session", "messages", "question", "form", "findings", "rollup"].map(part);

globalThis.getAuth = () => session.auth(); // for functions in cells

async function readState() {
  const state = JSON.parse(await session.send("POST", "/jibiao/state", { body: multipart({ book: await readBook() }) }));
  form.show(state);
  if (state.error) findings.clear();
  else findings.show(state.findings);
}

const desk = new Desk({ session, messages, question, open: openWorkbook, changed: readState });
const refresh = () => desk.run(TEXTS.refresh, readState);

findings.addEventListener("jump", ({ detail }) => desk.run(TEXTS.goTo, () => goTo(detail.sheet, detail.cell)));
findings.addEventListener("explain", ({ detail: { done, ...texts } }) =>
  desk.run(TEXTS.writeExplanation, async () => {
    const body = multipart({ book: await readBook(), texts });
    const reply = JSON.parse(await session.send("POST", "/jibiao/explain", { body }));
    done();
    await desk.obey(TEXTS.writeExplanation, reply);
  }));
document.addEventListener("signed-in", async () => {
  rollup.offer(JSON.parse(await session.send("GET", "/jibiao/forms")).forms);
  await refresh();
});
document.addEventListener("signed-out", () => {
  form.clear();
  findings.clear();
  messages.say(TEXTS.signedOut, "info");
});
document.addEventListener("attention", () => Office.addin?.showAsTaskpane().catch(() => {})); // an old Excel can't: the pane is open

async function start() {
  followTheme();
  await Office.onReady();
  Object.assign(globalThis.callbacks, ACTIONS);
  const { buttons } = JSON.parse(await request("GET", "/jibiao/ribbon.json"));
  associate(buttons, desk);
  form.offer(buttons, (button) => desk.press(button), refresh);
  rollup.serve(desk);
  await session.start();
}

start().catch((error) => messages.say(error.message, "error"));
