// Starts the module, and shows the plain-HTML panel when it cannot start or has crashed.

const panel = document.getElementById("failure");
const report = document.getElementById("failure-report");
let lastPanic = "";

/** Shows why the page does not run. The first reason stays: what follows a crash is only noise. */
function fail(reason, detail) {
  if (!panel.hidden) return;
  document.getElementById("painted")?.remove();
  document.getElementById("failure-reason").textContent = reason;
  const lines = [`Page: ${location.pathname}`, `Browser: ${navigator.userAgent}`, `Time: ${new Date().toISOString()}`];
  report.textContent = [reason, detail, ...lines].filter(Boolean).join("\n");
  panel.hidden = false;
  document.title = "Skyshard cannot run";
  document.getElementById("failure-title").focus();
}

/** What an exception during the start means. */
function reasonFor(error) {
  const text = String(error?.message ?? error);
  if (error instanceof WebAssembly.CompileError && /Content Security Policy|wasm-eval|unsafe-eval/i.test(text)) {
    return "The content security policy of this address blocks WebAssembly.";
  }
  if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) {
    return "This browser is too old for the page, or the page arrived damaged. Update the browser, then reload.";
  }
  if (error instanceof WebAssembly.RuntimeError) return "The page crashed while it started.";
  return "The page could not be loaded completely. Check the connection, then reload.";
}

addEventListener("skyshard-panic", (event) => {
  lastPanic = String(event.detail ?? "");
});

addEventListener("error", (event) => {
  if (lastPanic || (globalThis.WebAssembly && event.error instanceof WebAssembly.RuntimeError)) {
    fail("The page crashed. This is our fault; a report helps.", lastPanic || String(event.error));
  }
});

addEventListener("unhandledrejection", (event) => {
  if (lastPanic) fail("The page crashed. This is our fault; a report helps.", lastPanic || String(event.reason));
});

/** Draws a page of a PDF, by a script that is fetched when somebody first looks at one. */
globalThis.skyshardPdf = async (...wish) => (await import("/pdf.js")).show(...wish);

document.getElementById("failure-reload").addEventListener("click", () => location.reload());
document.getElementById("failure-copy").addEventListener("click", async (event) => {
  const button = event.currentTarget;
  try {
    await navigator.clipboard.writeText(report.textContent);
    button.textContent = "Copied";
  } catch {
    // No clipboard here: the text is selected, so that one key copies it.
    getSelection().selectAllChildren(report);
  }
});

if (typeof WebAssembly !== "object") {
  fail("WebAssembly is switched off or missing in this browser.", "");
} else {
  try {
    const { default: init } = await import("/app.js");
    await init({ module_or_path: fetch("/app_bg.wasm") });
  } catch (error) {
    fail(reasonFor(error), lastPanic || String(error?.stack ?? error));
  }
}
