// Redocly's recommended rules over one document: `node lint.mjs openapi.json`. Each finding is a
// line, warnings too; exit status 1 when there is one.
import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";

const file = process.argv[2];
const config = await createConfig({ extends: ["recommended"] });
const findings = await lintFromString({
  source: readFileSync(file, "utf8"), absoluteRef: file, config });
for (const finding of findings) {
  console.log(`${finding.severity} ${finding.ruleId} ${finding.location[0]?.pointer}: ` +
    finding.message);
}
process.exit(findings.length === 0 ? 0 : 1);
