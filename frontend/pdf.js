// Draws the pages of a PDF on a canvas (SEC-37). It is fetched when somebody first looks at one.
//
// The bytes come as any download does and are read by pdf.js in a worker, which is ended when it takes too long and when
// nobody looks any more. Nothing of a document runs and nothing of it is asked for elsewhere: what would run its scripts is
// not part of the page, its links and forms are drawn and do nothing, XFA is left out, and whatever it names outside of itself
// is not fetched. Pictures in JPEG 2000 and JBIG2 are left out too, whose decoders are programs of their own.

import { AnnotationMode, GlobalWorkerOptions, getDocument } from "/pdf/reader.js";

GlobalWorkerOptions.workerSrc = "/pdf/worker.js";

/** How long one step may take. */
const STEP_MS_MAX = 20_000;
/** Larger pictures inside of it are left out, and no page is drawn larger: 4 bytes each. */
const PIXELS_MAX = 16_000_000;
/** So much of a page's text is handed on. */
const LETTERS_MAX = 65_536;

const OPTIONS = {
  canvasMaxAreaInBytes: PIXELS_MAX * 4,
  enableHWA: false,
  enableXfa: false,
  isEvalSupported: false,
  maxImageSize: PIXELS_MAX,
  stopAtErrors: false,
  useWasm: false,
  useWorkerFetch: false,
  verbosity: 0,
};

/** What is open on which canvas. */
const readers = new WeakMap();

class Reader {
  constructor(source) {
    this.source = source;
    this.leaving = new AbortController();
    this.wishes = 0;
    this.pages = this.load();
  }

  async load() {
    const answer = await fetch(this.source, { signal: this.leaving.signal });
    if (!answer.ok) throw new Error("unreachable");
    const data = new Uint8Array(await answer.arrayBuffer());
    this.task = getDocument({ ...OPTIONS, data });
    return this.within(this.task.promise);
  }

  /** Draws a page: as wide as there is room, times `zoom`. A newer wish ends an older one. */
  async draw(canvas, number, zoom) {
    const wish = ++this.wishes;
    this.drawing?.cancel();
    const pages = await this.pages;
    const page = await this.within(pages.getPage(Math.min(Math.max(number, 1), pages.numPages)));
    if (wish !== this.wishes || !canvas.isConnected) throw new Error("left");
    const natural = page.getViewport({ scale: 1 });
    const width = canvas.parentElement.clientWidth;
    const ratio = devicePixelRatio || 1;
    const largest = Math.sqrt(PIXELS_MAX / Math.max(natural.width * natural.height, 1));
    const wished = (width / Math.max(natural.width, 1)) * zoom * ratio;
    const viewport = page.getViewport({ scale: Math.max(Math.min(wished, largest), 0.01) });
    canvas.width = Math.max(Math.floor(viewport.width), 1);
    canvas.height = Math.max(Math.floor(viewport.height), 1);
    canvas.style.width = `${canvas.width / ratio}px`;
    this.drawing = page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE });
    await this.within(this.drawing.promise);
    const content = await this.within(page.getTextContent());
    page.cleanup();
    return { pages: pages.numPages, text: textOf(content) };
  }

  /** What takes too long is ended, and the worker with it. */
  async within(step) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error("slow")), STEP_MS_MAX);
    });
    try {
      return await Promise.race([step, late]);
    } catch (error) {
      if (error.message === "slow") this.end();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  end() {
    this.leaving.abort();
    this.drawing?.cancel();
    this.task?.destroy();
  }
}

function textOf(content) {
  let text = "";
  for (const item of content.items) {
    text += (item.str ?? "") + (item.hasEOL ? "\n" : "");
    if (text.length > LETTERS_MAX) break;
  }
  return text.slice(0, LETTERS_MAX).trim();
}

/** One word for each way in which it ends. */
function reasonOf(error) {
  const known = { AbortException: "left", AbortError: "left", RenderingCancelledException: "left", PasswordException: "locked" };
  const ours = ["left", "slow", "unreachable"];
  return known[error?.name] ?? (ours.includes(error?.message) ? error.message : "broken");
}

/** Draws a page of what `source` answers; an empty source ends what is open on this canvas. Rejects with one word. */
export async function show(canvas, source, number, zoom) {
  let reader = readers.get(canvas);
  if (!source) {
    readers.delete(canvas);
    reader?.end();
    return null;
  }
  if (reader?.source !== source) {
    reader?.end();
    reader = new Reader(source);
    readers.set(canvas, reader);
  }
  try {
    return await reader.draw(canvas, number, zoom);
  } catch (error) {
    const reason = reasonOf(error);
    if (reason !== "left") {
      reader.end();
      if (readers.get(canvas) === reader) readers.delete(canvas);
    }
    throw reason;
  }
}
