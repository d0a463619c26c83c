// Requests to the bureau's server. XMLHttpRequest, since fetch has a fixed time limit in Excel for Mac and tells nothing of
// how far an upload is.
import { config } from "../js/config.js";
import { filled } from "./dom.js";
import { TEXTS } from "./texts.js";

/** The server refused or could not be reached; the message (Chinese) is for the officer. Status 0: not reached. */
export class ServerError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** A request with the user's headers; progress: called with the bytes sent and the text that came so far. */
export function request(method, path, { headers = {}, body = null, onsent, ontext } = {}) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open(method, `${config.appPath}${path}`);
    call.timeout = config.requestTimeout * 1000;
    for (const [name, value] of Object.entries(headers)) call.setRequestHeader(name, value);
    if (onsent) call.upload.onprogress = (event) => onsent(event.loaded, event.total);
    if (ontext) call.onprogress = () => call.status === 200 && ontext(call.responseText);
    call.onload = () => {
      if (call.status >= 200 && call.status < 300) resolve(call.responseText);
      else reject(new ServerError(reason(call), call.status));
    };
    const unreachable = () => reject(new ServerError(TEXTS.unreachable, 0));
    call.onerror = unreachable;
    call.ontimeout = unreachable;
    call.onabort = unreachable;
    call.send(body);
  });
}

function reason(call) {
  const broken = filled(TEXTS.broken, { status: call.status });
  let reply;
  try {
    reply = JSON.parse(call.responseText);
  } catch {
    return broken;
  }
  const error = reply.error || (typeof reply.detail === "string" ? reply.detail : "");
  if (!error) return broken;
  return reply.incident ? filled(TEXTS.incident, { error, incident: reply.incident }) : error;
}

/** Multipart data: text, JSON (as a file part, since a text part may not exceed 1 MiB) and files. */
export function multipart({ book, texts = {}, files = [] }) {
  const data = new FormData();
  if (book) data.append("book", new Blob([JSON.stringify(book)], { type: "application/json" }), "book.json");
  for (const [name, value] of Object.entries(texts)) data.append(name, value);
  for (const { field, file, name } of files) data.append(field, file, name ?? file.name);
  return data;
}

/** Waits until the server answers again. */
export async function untilBack() {
  for (;;) {
    try {
      await request("GET", "/jibiao/health");
      return;
    } catch {
      await new Promise((resume) => setTimeout(resume, 1000));
    }
  }
}
