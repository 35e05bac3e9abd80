// A page that the tests' own tool does not watch. It is told of every request otherwise, and of what is sent with it: ten
// thousand small files cost the browser a quarter of its time so, and a large one more, which no visitor's browser spends.
//
// The tool lets go of pages in contexts that it did not make. So the page has one that the browser made by itself, and is
// spoken to through the browser (Chrome DevTools Protocol, Target.sendMessageToTarget): a question when it begins, an answer
// when it ends, and nothing between.
import type { Browser, CDPSession, Page } from '@playwright/test';

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly backendNodeId?: number };
  readonly result?: { readonly result?: { readonly value?: unknown }; readonly exceptionDetails?: { readonly text: string } };
  readonly error?: { readonly message: string };
}

export class Unwatched {
  readonly #browser: CDPSession;
  readonly #context: string;
  readonly #session: string;
  readonly #waiting = new Map<number | string, (answer: Answer) => void>();
  #asked = 0;

  private constructor(browser: CDPSession, context: string, session: string) {
    this.#browser = browser;
    this.#context = context;
    this.#session = session;
    browser.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
      if (sessionId !== session) return;
      const answer = JSON.parse(message) as Answer;
      const key = answer.id ?? answer.method ?? '';
      this.#waiting.get(key)?.(answer);
      this.#waiting.delete(key);
    });
  }

  /** The same address as `page` is at, for whoever is signed in there. */
  static async beside(browser: Browser, page: Page): Promise<Unwatched> {
    const session = await browser.newBrowserCDPSession();
    const { browserContextId } = await session.send('Target.createBrowserContext');
    const cookies = (await page.context().cookies()).map(({ name, value, domain, path, httpOnly, secure, sameSite }) => {
      return { name, value, domain, path, httpOnly, secure, sameSite };
    });
    await session.send('Storage.setCookies', { cookies, browserContextId });
    const { targetId } = await session.send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
    const other = new Unwatched(session, browserContextId, sessionId);
    await other.#goto(page.url());
    return other;
  }

  /** Waits until this expression holds there, which is looked at whenever the page changes. */
  async until(expression: string): Promise<void> {
    await this.#evaluate(`new Promise((held) => {
      const holds = () => { if (${expression}) { observer.disconnect(); held(true); } };
      const observer = new MutationObserver(holds);
      observer.observe(document, { subtree: true, childList: true, characterData: true });
      holds();
    })`);
  }

  /** What this expression comes to there. */
  async value(expression: string): Promise<unknown> {
    return this.#evaluate(expression);
  }

  /** Clicks on what this expression finds, and chooses the file or folder for which the page asks then. */
  async choose(expression: string, path: string): Promise<void> {
    await this.#ask('Page.enable');
    await this.#ask('Page.setInterceptFileChooserDialog', { enabled: true });
    const chooser = this.#answer('Page.fileChooserOpened');
    await this.#evaluate(`${expression}.click()`);
    const backendNodeId = (await chooser).params?.backendNodeId;
    await this.#ask('DOM.setFileInputFiles', { files: [path], backendNodeId });
    await this.#ask('Page.setInterceptFileChooserDialog', { enabled: false });
    await this.#ask('Page.disable');
  }

  async close(): Promise<void> {
    await this.#browser.send('Target.disposeBrowserContext', { browserContextId: this.#context });
    await this.#browser.detach();
  }

  /** What is asked before it is there would be asked of nothing, or of the page before. */
  async #goto(url: string): Promise<void> {
    await this.#ask('Page.enable');
    const loaded = this.#answer('Page.loadEventFired');
    await this.#ask('Page.navigate', { url });
    await loaded;
    await this.#ask('Page.disable');
  }

  async #evaluate(expression: string): Promise<unknown> {
    const told = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { exceptionDetails, result } = (await this.#ask('Runtime.evaluate', told)).result ?? {};
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return result?.value;
  }

  async #ask(method: string, params: object = {}): Promise<Answer> {
    this.#asked += 1;
    const [id, message] = [this.#asked, JSON.stringify({ id: this.#asked, method, params })];
    const answered = this.#answer(id);
    await this.#browser.send('Target.sendMessageToTarget', { sessionId: this.#session, message });
    const answer = await answered;
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer;
  }

  #answer(key: number | string): Promise<Answer> {
    return new Promise((answered) => this.#waiting.set(key, answered));
  }
}
