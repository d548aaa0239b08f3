// The six questions of the standard's Annex C, answered by looking (dictionary, section E).
import { expectText } from "./harness.mjs";

export async function annexC(bench) {
  await bench.test("C.2 basic archive", async (page) => {
    await bench.go(page, "overview");
    const facts = page.locator(".facts");
    for (const text of ["CEMS-SH-0001", "C3821", "310114", "10 kV", "6,300 kVA", "52,000 m²",
      "36,000 万元", "电 · 水 · 燃气 · 热力", "SH-2022-50-TWOPART", "P0001"]) {
      await expectText(facts, text);
    }
    await expectText(page.locator(".class-chips"), /02 空调与通风 2.*05 供配电 2.*22 热力 1/);
  });

  await bench.test("C.3 distributed energy now", async (page) => {
    await bench.go(page, "overview");
    await expectText(page.locator("[data-test=distributed]"), "512.4");
    await expectText(page.locator(".units"), /−120 kW.*充电.*63.5 %.*632.4 kW.*发电/);
    await bench.go(page, "site");
    await expectText(page.locator("[data-series='PV-01/P']"), "632.4");
    await expectText(page.locator("[data-series='ESS-01/SOC']"), "63.5");
    await expectText(page.locator("[data-category='10'] .sums"), /P 512.4 kW/);
  });

  await bench.test("C.4 energy per output", async (page) => {
    await bench.go(page, "overview");
    await expectText(page.locator("[data-indicator=UNIT_OUTPUT_ENERGY]"), "0.036522 tce/万元");
    await bench.go(page, "statistics");
    await page.selectOption("select[name=parameter]", "UNIT_OUTPUT_ENERGY");
    await page.getByRole("button", { name: "年", exact: true }).click();
    await expectText(page.locator("[data-bucket='2023']"), "0.036522");
  });

  await bench.test("C.5 peak energy of air conditioning in April and May", async (page) => {
    await bench.go(page, "statistics");
    await page.selectOption("select[name=of]", "class/02");
    await expectText(page.locator("[data-bucket='2024-04'] [data-tou='2']"), "24,360.5");
    await expectText(page.locator("[data-bucket='2024-05'] [data-tou='2']"), "32,790.8");
    await page.fill("input[name=from]", "2024-04-01");
    await page.fill("input[name=to]", "2024-06-01");
    await expectText(page.locator("table.buckets tr.sum"), "57,151.3");
    await expectText(page.locator("table.rows").last(), /HVAC-01.*44,550.7.*HVAC-02.*12,600.6/);
    await page.getByRole("button", { name: "计算凭据", exact: true }).click();
    await expectText(page.locator("dialog[open]"), /SH-2022-50-TWOPART \(2022\)/);
    await page.keyboard.press("Escape");
  });

  await bench.test("C.6 demand response of the past", async (page) => {
    await bench.go(page, "dr");
    const record = page.locator("[data-event=DR20230808001]");
    await expectText(record, /800 kW.*4,120 kW.*3,260 kW.*860 kW.*107.5 %.*1,720 kWh.*6,880 元/);
    await expectText(record, "1,720 kWh × 4 元/kWh = 6,880 元");
    await record.locator("canvas").waitFor();
    await expectText(page.locator(".dr-summary"), /事件 2.*有效 1/);
  });

  await bench.test("C.7 demand now", async (page) => {
    await bench.go(page, "demand");
    await expectText(page.locator(".gauge-number"), "3,650.4");
    await expectText(page.locator(".window-card"),
      /549.6 kW.*91.26 %.*0 kW.*4,000 kW.*4,200 kW.*3,921.6 kW ?07-12 10:43/);
    await expectText(page.locator(".gauge .chip"), "预警");
  });
}
