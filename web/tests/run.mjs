// The console in a real browser, against a real server.
//
//   node tests/run.mjs '{"url":…,"token":…,"limited":…}' SCREENSHOTS [PART...]
//
// tests/web/run.py starts the server and makes the tokens; the last line counts.
import { mkdirSync } from "node:fs";
import { access } from "./access.mjs";
import { annexC } from "./annex_c.mjs";
import { budget } from "./budget.mjs";
import { Bench } from "./harness.mjs";
import { pages } from "./pages.mjs";
import { signIn } from "./sign_in.mjs";
import { units } from "./units.mjs";

// Annex C first, as the answers are those of the moment that the server starts at.
const PARTS = { annexC, units, budget, signIn, access, pages };

process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"; // The server signs its own certificate.
process.removeAllListeners("warning");

const [site, shots, ...only] = process.argv.slice(2);
mkdirSync(shots, { recursive: true });
const bench = new Bench(JSON.parse(site), shots);
await bench.open();
for (const [name, part] of Object.entries(PARTS)) {
  if (only.length === 0 || only.includes(name)) await part(bench);
}
await bench.browser.close();
console.log(`${bench.passed} passed, ${bench.failed} failed, 0 skipped`);
process.exit(bench.failed > 0 ? 1 : 0);
