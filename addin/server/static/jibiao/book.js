// The open workbook, through Microsoft's library and xlwings'.
import { filled } from "./dom.js";
import { TEXTS } from "./texts.js";

/** Excel can't do what is asked; the message (Chinese) is for the officer. */
export class ExcelError extends Error {}

const SLICE = 4194304; // the largest that getFileAsync allows
const options = new Map(); // protection of sheets that were taken off, by the sheet's name

async function excel(work) {
  try {
    return await Excel.run(work);
  } catch (error) {
    throw worded(error);
  }
}

function worded(error) {
  if (error instanceof ExcelError) return error;
  const cause = error.cause ?? error;
  if (cause.code === "InvalidOperationInCellEditMode") return new ExcelError(TEXTS.cellOpen);
  return new ExcelError(filled(TEXTS.excelRefused, { reason: error.message ?? String(error) }));
}

/** The workbook as xlwings sends it; each sheet has besides its formulas, number formats and merged areas. */
export function readBook() {
  return excel(async (context) => {
    const payload = await globalThis.xlwings.getBookData({}, context);
    const loads = payload.sheets.map((sheet) => {
      if (!sheet.used_range_address) return null;
      const last = sheet.used_range_address.split(":").pop();
      const range = context.workbook.worksheets.getItem(sheet.name).getRange(`A1:${last}`);
      const merged = range.getMergedAreasOrNullObject();
      merged.load("areas/items/address");
      return { range: range.load("formulas,numberFormat"), merged };
    });
    await context.sync(); // one trip for all sheets
    loads.forEach((load, at) => {
      payload.sheets[at].jibiao = load
        ? { formulas: load.range.formulas, number_formats: load.range.numberFormat, merged: areas(load.merged) }
        : { formulas: [], number_formats: [], merged: [] };
    });
    return payload;
  });
}

function areas(merged) {
  return merged.isNullObject ? [] : merged.areas.items.map((area) => area.address.split("!").pop());
}

/** Does to the workbook what the server asks, in order. */
export function runActions(actions) {
  return excel((context) => globalThis.xlwings.runActions({ actions }, context));
}

/** Shows a cell and selects it. */
export function goTo(sheet, cell) {
  return excel(async (context) => {
    const found = context.workbook.worksheets.getItemOrNullObject(sheet);
    await context.sync();
    if (found.isNullObject || !cell) throw new ExcelError(filled(TEXTS.noPlace, { sheet, cell }));
    found.activate();
    found.getRange(cell).select();
    await context.sync();
  });
}

/** Opens a workbook that has no file yet. */
export async function openWorkbook({ data }) {
  try {
    await Excel.createWorkbook(data);
  } catch (error) {
    throw worded(error);
  }
}

/** The file that the open workbook would be if it were saved now. */
export async function workbookFile() {
  const file = await asked((done) => Office.context.document.getFileAsync(Office.FileType.Compressed, { sliceSize: SLICE }, done));
  try {
    const slices = [];
    for (let at = 0; at < file.sliceCount; at += 1)
      slices.push(new Uint8Array((await asked((done) => file.getSliceAsync(at, done))).data));
    return new Blob(slices);
  } finally {
    file.closeAsync();
  }
}

function asked(call) {
  return new Promise((resolve, reject) =>
    call((result) => {
      if (result.status === Office.AsyncResultStatus.Succeeded) resolve(result.value);
      else reject(new ExcelError(TEXTS.noFile));
    }),
  );
}

async function sheetAt(context, action) {
  const sheets = context.workbook.worksheets.load("items/name");
  await context.sync();
  return sheets.items[action.sheet_position];
}

/** Actions that xlwings has no word for. */
export const ACTIONS = {
  async jibiaoUnprotect(context, action) {
    const sheet = await sheetAt(context, action);
    sheet.protection.load("protected,options");
    await context.sync();
    if (!sheet.protection.protected) return;
    options.set(sheet.name, sheet.protection.options);
    sheet.protection.unprotect();
    await context.sync();
  },
  async jibiaoProtect(context, action) {
    const sheet = await sheetAt(context, action);
    if (!options.has(sheet.name)) return;
    sheet.protection.protect(options.get(sheet.name));
    options.delete(sheet.name);
    await context.sync();
  },
};
