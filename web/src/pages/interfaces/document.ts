// The server's own OpenAPI document, as the page of interfaces wants it: whatever it lists is
// there, extensions and renamed interfaces too.
import type { Language } from "../../i18n";

export interface Parameter {
  name: string;
  place: "query" | "path";
  isRequired: boolean;
  description: string;
  kind: "text" | "number" | "boolean" | "choice" | "time";
  choices: string[];
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  clause: string;
  extension: string;
  parameters: Parameter[];
  bodyTypes: string[]; // Media types of a body; none where there is no body.
  bodyHint: string; // What a body of the first of them looks like.
  answerTypes: string[];
  example: Record<string, string>;
}

interface Schema {
  type?: string | string[];
  format?: string;
  enum?: (string | number | null)[];
  items?: Schema;
  description?: string;
}

interface RawParameter {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

interface Content {
  examples?: Record<string, { description?: string }>;
}

interface RawOperation {
  operationId: string;
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: RawParameter[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  responses: Record<string, { content?: Record<string, Content> }>;
  "x-cems-clause"?: string;
  "x-cems-extension"?: string;
}

interface Document {
  paths: Record<string, Record<string, RawOperation>>;
  components: { parameters: Record<string, RawParameter> };
}

function kindOf(schema: Schema): Parameter["kind"] {
  const type = [schema.type ?? "string"].flat()[0];
  if (schema.enum) return "choice";
  if (type === "boolean") return "boolean";
  if (schema.format === "date-time") return "time";
  return type === "integer" || type === "number" ? "number" : "text";
}

function parameterOf(raw: RawParameter): Parameter {
  const schema = raw.schema ?? {};
  return {
    name: raw.name, place: raw.in === "path" ? "path" : "query", isRequired: raw.required === true,
    description: raw.description ?? schema.description ?? "", kind: kindOf(schema),
    choices: (schema.enum ?? []).map(String),
  };
}

/** The question of the document's example: `GET /…?name=value&…`. */
function exampleOf(raw: RawOperation): Record<string, string> {
  const examples = raw.responses["200"]?.content?.["application/json"]?.examples ?? {};
  const asked = Object.values(examples)[0]?.description ?? "";
  const query = asked.split("?")[1]?.split(/\s/)[0] ?? "";
  return Object.fromEntries(new URLSearchParams(query));
}

function operationOf(document: Document, path: string, method: string,
                     raw: RawOperation): Operation {
  const parameters = (raw.parameters ?? []).map((one) =>
    (one.$ref ? document.components.parameters[one.$ref.split("/").pop() ?? ""] : one))
    .filter((one): one is RawParameter => one?.in === "query" || one?.in === "path");
  return {
    id: raw.operationId, method: method.toUpperCase(), path, tag: raw.tags?.[0] ?? "operation",
    summary: raw.summary ?? "", description: raw.description ?? "",
    clause: raw["x-cems-clause"] ?? "", extension: raw["x-cems-extension"] ?? "",
    parameters: parameters.map(parameterOf),
    bodyTypes: Object.keys(raw.requestBody?.content ?? {}),
    bodyHint: Object.values(raw.requestBody?.content ?? {})[0]?.schema?.description ?? "",
    answerTypes: Object.keys(raw.responses["200"]?.content ?? {}),
    example: exampleOf(raw),
  };
}

/** One operation an address: reading where it can be read, else writing. */
export async function readDocument(): Promise<Operation[]> {
  const response = await fetch("/openapi.json");
  const document = (await response.json()) as Document;
  return Object.entries(document.paths).flatMap(([path, methods]) => {
    const method = ["get", "post", "put"].find((one) => methods[one]);
    const raw = method ? methods[method] : undefined;
    return method && raw ? [operationOf(document, path, method, raw)] : [];
  });
}

/** The half of "english 中文" that is in a language; the whole where there is but one. */
export function inLanguage(text: string, language: Language): string {
  const at = text.search(/[\u3000-\u9fff\uff00-\uffef]/);
  if (at <= 0) return text;
  const [english, chinese] = [text.slice(0, at).trim(), text.slice(at).trim()];
  return language === "zh" ? chinese || english : english || chinese;
}

/** What an interface is called: the standard's title, which follows clause and name, in Chinese. */
export function nameOf(operation: Operation, language: Language): string {
  return language === "zh" && operation.clause
    ? operation.description.split(" ").slice(2).join(" ")
    : inLanguage(operation.summary, language);
}
