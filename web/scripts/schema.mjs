// Writes the types of our own interfaces: src/api/schema.ts from the OpenAPI document on stdin.
//
//   cems spec openapi | npm run schema            writes the file
//   cems spec openapi | npm run schema -- -       prints it
//
// A number of an answer is a Decimal (api/exact.ts), which loses no digit; a whole number is one.
import { readFileSync, writeFileSync } from "node:fs";

const document = JSON.parse(readFileSync(0, "utf8"));
const schemas = document.components.schemas;

function reference(schema) {
  return schema.$ref?.split("/").pop();
}

function typeOf(schema) {
  if (schema.$ref) return reference(schema);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeOf).join(" | ");
  if (schema.enum) {
    return [...new Set(schema.enum)].map((value) => JSON.stringify(value)).join(" | ");
  }
  const types = [schema.type ?? "object"].flat();
  return types.map((type) => {
    if (type === "number") return "Decimal";
    if (type === "integer") return "number";
    if (type === "array") {
      const item = typeOf(schema.items ?? {});
      return / /.test(item) ? `(${item})[]` : `${item}[]`;
    }
    if (type === "object" && schema.properties) return members(schema, "    ");
    return type === "object" ? "Record<string, unknown>" : type;
  }).join(" | ");
}

function members(schema, indent) {
  const required = new Set(schema.required ?? []);
  const lines = Object.entries(schema.properties).map(([name, field]) =>
    `${indent}${name}${required.has(name) ? "" : "?"}: ${typeOf(field)};`);
  return `{\n${lines.join("\n")}\n${indent.slice(2)}}`;
}

/** The schemas that answers are made of; what is only sent has the suffix Input. */
function isAnswer(name) {
  return !name.endsWith("Input") && !name.endsWith("Envelope") && schemas[name].properties;
}

function envelope(path) {
  const response = document.paths[path].get?.responses["200"]?.content?.["application/json"];
  const name = reference(response?.schema ?? {});
  return name?.endsWith("Envelope") ? schemas[name].properties.data : undefined;
}

const lines = [
  "// Types of the interfaces, from our own OpenAPI document by scripts/schema.mjs; not by hand.",
  'import type { Decimal } from "./exact";',
  "",
];
for (const name of Object.keys(schemas).filter(isAnswer)) {
  lines.push(`export interface ${name} ${members(schemas[name], "  ")}`, "");
}
lines.push("/** What each interface answers under `data`, by its path. */");
lines.push("export interface Answers {");
for (const path of Object.keys(document.paths)) {
  const data = envelope(path);
  if (data) lines.push(`  "${path}": ${typeOf(data)};`);
}
lines.push("}");

const text = `${lines.join("\n")}\n`;
if (process.argv[2] === "-") process.stdout.write(text);
else writeFileSync(new URL("../src/api/schema.ts", import.meta.url), text);
