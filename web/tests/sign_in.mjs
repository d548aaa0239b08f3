// Signing in: refused in words, accepted, let go again; and the two languages.
import { expectText, same } from "./harness.mjs";

export async function signIn(bench) {
  const { site } = bench;

  await bench.test("sign-in refuses a wrong token and says why", async (page) => {
    await page.goto(`${site.url}/`);
    await page.fill("input[name=token]", "cems_live_nobody");
    await page.click("button.primary");
    await expectText(page.locator("[role=alert]"), "40102");
    same(await page.evaluate(() => sessionStorage.getItem("cems.token")), null, "token kept");
  }, { token: "", allow: /401/ });

  await bench.test("sign-in accepts a token, keeps it in the tab, and lets it go", async (page) => {
    await page.goto(`${site.url}/`);
    await page.fill("input[name=token]", site.token);
    await page.keyboard.press("Enter");
    await expectText(page.locator("main h1"), "上海某智能制造工厂");
    const kept = await page.evaluate(() => localStorage.getItem("cems.token"));
    same(kept, null, "token beyond the tab");
    await page.click("button[aria-label='退出']");
    await page.locator("input[name=token]").waitFor();
    same(await page.evaluate(() => sessionStorage.length), 0, "left in the tab");
  }, { token: "" });

  await bench.test("a token without a right sees what it may", async (page) => {
    await bench.go(page, "overview");
    await page.locator("[data-test=distributed]").waitFor();
    same(await page.locator(".gauge").count(), 0, "gauges without the scope demand");
  }, { token: site.limited, allow: /403/ });

  await bench.test("languages and themes switch in place", async (page) => {
    await bench.go(page, "overview");
    await page.getByRole("button", { name: "English" }).click();
    await expectText(page.locator("nav"), "Demand response");
    same(await page.getAttribute("html", "lang"), "en", "lang");
    await page.getByRole("button", { name: "Switch light and dark" }).click();
    same(await page.getAttribute("html", "data-theme"), "dark", "theme");
    await page.reload();
    await expectText(page.locator("nav"), "Statistics");
    same(await page.getAttribute("html", "data-theme"), "dark", "theme after a reload");
    await page.locator("canvas").first().waitFor();
  });
}
