// Stands in for Excel behind Microsoft's own client library: the end point that the library talks to. What the library
// asks goes to `excelHost` (Python, on a real workbook); what this does not know goes to `excelFault`, and the test fails.
(() => {
  const RICH_API = 93, FILE_OPEN = 77, FILE_SLICE = 80, FILE_CLOSE = 81, COMMAND_DONE = 94; // dispatch ids of methods
  const COMMAND = 39, MESSAGE = 33; // of events
  const BODY = 4; // of a request, and of the reply's array
  const INVOCATION = [1, 1000]; // category and type of the message that calls a function of a cell
  const REQUIREMENTS = { ExcelApi: "1.18", SharedRuntime: "1.2", CustomFunctionsRuntime: "1.4", RibbonApi: "1.1", File: "1.1" };
  const SILENT = new Set(["ContextActivationManager_notifyHost"]);
  const theme = window.excelTheme;
  const listeners = new Map();
  const waiting = new Map(); // pressed commands by id
  let file = "";

  function loud(text) {
    window.excelFault(text);
    throw new Error(text);
  }

  const METHODS = {
    [RICH_API]: async (args) => ({ Data: [200, [], await window.excelHost(args.ArrayData[BODY])] }),
    [FILE_OPEN]: async () => {
      file = atob(await window.excelFile());
      return { 0: "1", 1: file.length };
    },
    [FILE_SLICE]: async (args) => {
      const slice = file.slice(args[3] * 4194304, (args[3] + 1) * 4194304);
      return { 0: Array.from(slice, (sign) => sign.charCodeAt(0)), 1: slice.length };
    },
    [FILE_CLOSE]: async () => ({}),
    [COMMAND_DONE]: async (args) => {
      waiting.get(args[0])?.(args[1]);
      return {};
    },
  };

  const endPoint = {
    invoke(name, callback, args) {
      if (name === "ContextActivationManager_getAppContextAsync") return callback(0, appContext());
      if (SILENT.has(name)) return undefined;
      const method = name === "executeMethod" && METHODS[args.DdaMethod.DispatchId];
      if (!method) return loud(`host method ${name} ${args?.DdaMethod?.DispatchId}`);
      method(args).then((reply) => callback(0, { Version: 1, Error: 0, ...reply }), (error) => loud(String(error)));
      return undefined;
    },
    registerForEvent(name, handler, callback, args) {
      listeners.set(args.eventDispId, handler);
      callback(0, { Version: 1, Error: 0 });
    },
    unregisterForEvent(name, callback, args) {
      listeners.delete(args.eventDispId);
      callback(0, { Version: 1, Error: 0 });
    },
  };

  function appContext() {
    return {
      _id: "jibiao", _appName: 16, _appVersion: "16.0", _appUILocale: "zh-CN", _dataLocale: "zh-CN", _docUrl: "https://host/book.xlsx",
      _clientMode: 1, _settings: {}, _reason: 0, _osfControlType: 1, _eToken: "", _correlationId: "", _appInstanceId: "1",
      _requirementMatrix: JSON.stringify(REQUIREMENTS), _officeTheme: theme, _initialDisplayMode: 2,
    };
  }

  document.addEventListener("load", (event) => {
    if (!(event.target.src || "").endsWith("/excel-web-16.00.js")) return;
    OSF.InitializationHelper.prototype.setAgaveHostCommunication = function () {
      Object.assign(this._webAppState, { clientEndPoint: endPoint, id: "jibiao", conversationID: "1", focused: true });
    };
  }, true);

  let number = 0;
  window.excel = {
    /** Presses a button of the ribbon by the name that the manifest gives; the status with which it ended (0: well). */
    press: (name) => new Promise((resolve) => {
      number += 1;
      waiting.set(String(number), resolve);
      listeners.get(COMMAND)({ 0: String(number), 1: name, 2: JSON.stringify({ source: { id: name } }) });
    }),
    /** Calls a function as a cell does. */
    call: (id, name, parameters, address) =>
      listeners.get(MESSAGE)({ ArrayData: [[...INVOCATION, "", JSON.stringify([id, name, parameters, address, 0, null, false]), id, false]] }),
  };
})();
