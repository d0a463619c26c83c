// Light or dark: as Excel says, else as the system has it.
const DARK = 128; // of 255: a background below this is dark
const system = matchMedia("(prefers-color-scheme: dark)");

/** Takes the system's colours at once, Excel's as soon as it is known, and follows both. */
export function followTheme() {
  take(null);
  system.addEventListener("change", () => take(Office.context?.officeTheme));
  Office.onReady(() => take(Office.context.officeTheme));
}

function take(theme) {
  document.documentElement.dataset.theme = isDark(theme?.bodyBackgroundColor) ? "dark" : "light";
}

function isDark(colour) {
  if (!colour) return system.matches;
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < DARK;
}
