// What the browser tests stand on: one Chromium, a page a test, a line a test, and counts.
import { chromium } from "playwright-core";

const FAIL_AFTER_MS = 30_000;

export class Bench {
  passed = 0;
  failed = 0;

  /** `site`: {url, token, readOnly, foreign}; `shots`: where pictures go. */
  constructor(site, shots) {
    this.site = site;
    this.shots = shots;
  }

  async open() {
    this.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--lang=zh-CN"],
    });
  }

  /** A page of a browser of its own; `page.faults` collects what it should not say. */
  async page({ token = this.site.token, width = 1440, height = 900, theme = "light",
               language = "zh-CN" } = {}) {
    const context = await this.browser.newContext({
      viewport: { width, height }, colorScheme: theme, locale: language, ignoreHTTPSErrors: true,
      acceptDownloads: true,
    });
    await context.addInitScript((text) => {
      if (text && !sessionStorage.getItem("cems.token")) sessionStorage.setItem("cems.token", text);
      document.addEventListener("securitypolicyviolation", (event) =>
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
    }, token);
    const page = await context.newPage();
    page.setDefaultTimeout(FAIL_AFTER_MS);
    page.faults = [];
    page.on("console", (message) => {
      if (message.type() === "error") page.faults.push(message.text());
    });
    page.on("pageerror", (error) => page.faults.push(String(error)));
    return page;
  }

  async go(page, name) {
    await page.goto(`${this.site.url}/#/${name === "overview" ? "" : name}`);
    await page.locator("main h1").first().waitFor();
  }

  /** One test: what it throws is why it failed; what a page said unasked fails it too. */
  async test(name, body, options = {}) {
    const started = performance.now();
    const page = await this.page(options);
    try {
      await body(page);
      const faults = page.faults.filter((text) => !options.allow?.test(text));
      if (faults.length > 0) throw new Error(`the page said: ${faults.join("; ")}`);
      this.passed += 1;
      console.log(`ok ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    } catch (error) {
      this.failed += 1;
      console.log(`FAILED ${name}\n  ${String(error?.stack ?? error).replace(/\n/g, "\n  ")}`);
      await page.screenshot({ path: `${this.shots}/failed-${name.replace(/\W+/g, "-")}.png` })
        .catch(() => {});
    } finally {
      await page.context().close();
    }
  }
}

export function same(got, wanted, what) {
  if (got !== wanted) {
    throw new Error(`${what}: ${JSON.stringify(got)}, expected ${JSON.stringify(wanted)}`);
  }
}

export function check(condition, what) {
  if (!condition) throw new Error(what);
}

/** The text of an element once it has this text; its blanks made one. */
export async function expectText(locator, wanted, what = String(wanted)) {
  const until = performance.now() + FAIL_AFTER_MS;
  let text = "";
  while (performance.now() < until) {
    text = await locator.first().evaluate((element) => element.innerText ?? element.textContent)
      .catch(() => "");
    text = text.replace(/\s+/g, " ").trim();
    if (wanted instanceof RegExp ? wanted.test(text) : text.includes(wanted)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what}: "${text}"`);
}
