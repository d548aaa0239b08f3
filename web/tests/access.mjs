// For everyone: axe-core on each page, light and dark, wide and narrow; and the keyboard alone.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { check, expectText } from "./harness.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// The pages, each with what only it has, once its answers are there.
const PAGES = {
  overview: ".gauge-number, .indicators li",
  site: "[data-series='PV-01/P']",
  history: "text=/9,5\\d\\d/",
  statistics: "table.buckets tr.sum",
  dr: ".record canvas",
  demand: ".window-card",
  interfaces: ".operation",
};
const VIEWS = {
  light: {},
  dark: { theme: "dark", language: "en" },
  phone: { width: 390, height: 844 },
};

/** Serious and critical findings, a line each. */
async function findings(page) {
  await page.evaluate(AXE); // By the debugger: the page's own policy would refuse a script.
  const result = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return result.violations.filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** Until the page has its answers and every chart stands. */
async function settle(page, name) {
  await page.locator(PAGES[name]).first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll(".chart").length ===
    document.querySelectorAll(".chart canvas").length);
  await page.waitForTimeout(700);
}

/** Looks at every page in every view: axe-core, sideways scrolling, and a picture to keep. */
export async function access(bench) {
  for (const [view, options] of Object.entries(VIEWS)) {
    await bench.test(`every page is accessible and fits: ${view}`, async (page) => {
      const found = [];
      for (const name of Object.keys(PAGES)) {
        await bench.go(page, name);
        await settle(page, name);
        await page.screenshot({ path: `${bench.shots}/${name}-${view}.png`, fullPage: true });
        found.push(...(await findings(page)).map((one) => `${name}: ${one}`));
        const over = await page.evaluate(() =>
          document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) found.push(`${name}: ${over} pixels too wide`);
      }
      check(found.length === 0, found.join("\n"));
    }, options);
  }

  await bench.test("sign-in is accessible", async (page) => {
    await page.goto(`${bench.site.url}/`);
    await page.locator("input[name=token]").waitFor();
    await page.screenshot({ path: `${bench.shots}/sign-in-light.png` });
    const found = await findings(page);
    check(found.length === 0, found.join("\n"));
  }, { token: "" });

  await bench.test("the keyboard alone opens pages and receipts", async (page) => {
    await bench.go(page, "overview");
    await page.keyboard.press("Tab");
    await expectText(page.locator(":focus"), "跳到内容");
    for (let i = 0; i < 4; i++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expectText(page.locator("main h1"), "统计");
    await page.locator("[data-test=receipt]").focus();
    await page.keyboard.press("Enter");
    await page.locator("dialog[open]").waitFor();
    await page.keyboard.press("Escape");
    await expectText(page.locator(":focus"), "计算凭据");
  });
}
