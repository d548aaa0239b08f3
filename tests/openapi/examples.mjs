// Every example of the document fits the schema of its answer, and every interface has one:
// `node examples.mjs openapi.json`. A line an example; exit status 1 when one does not.
import { readFileSync } from "node:fs";
import { Schemas } from "./schemas.mjs";

const document = JSON.parse(readFileSync(process.argv[2], "utf8"));
const schemas = new Schemas(document);
let failed = 0;

function report(name, fault) {
  console.log(fault === "" ? `ok ${name}` : `FAILED ${name}\n  ${fault}`);
  failed += fault === "" ? 0 : 1;
}

for (const [path, item] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(item)) {
    const content = operation.responses["200"]?.content?.["application/json"];
    const examples = Object.entries(content?.examples ?? {});
    for (const [id, example] of examples) {
      report(`example ${id} of ${operation.operationId}`,
        schemas.answerFaults(path, method, 200, example.value));
    }
    const isStream = operation.responses["200"]?.content?.["text/event-stream"] !== undefined;
    if (method === "get" && operation["x-cems-clause"] && !isStream && examples.length === 0) {
      report(`examples of ${operation.operationId}`, "there is none");
    }
  }
}
process.exit(failed === 0 ? 0 : 1);
