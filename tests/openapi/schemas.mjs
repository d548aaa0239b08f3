// Validators from the document: of each component's schema, and of each answer by operation and
// status. Schemas are closed first, so that a member the document does not know is a fault.
import addFormats from "ajv-formats";
import Ajv2020 from "ajv/dist/2020.js";

/** The document with every object of components that names its members closed. */
function closed(document) {
  const copy = structuredClone(document);
  const close = (schema) => {
    if (schema === null || typeof schema !== "object") return;
    if (schema.properties && schema.additionalProperties === undefined) {
      schema.additionalProperties = false;
    }
    Object.values(schema).forEach(close);
  };
  for (const [name, schema] of Object.entries(copy.components.schemas)) {
    if (name !== "ErrorEnvelope") close(schema);  // It stands in an allOf, beside its codes.
  }
  return copy;
}

export class Schemas {
  constructor(document) {
    this.document = document;
    this.ajv = new Ajv2020.default({ strict: false, allErrors: true });
    addFormats.default(this.ajv);
    this.ajv.addSchema(closed(document), "openapi.json");
  }

  /** What is wrong with a value for the schema at a pointer of the document; "" is nothing. */
  faults(pointer, value) {
    const validate = this.ajv.getSchema(`openapi.json#${pointer}`);
    if (!validate) return `the document has nothing at ${pointer}`;
    return validate(value) ? "" : this.ajv.errorsText(validate.errors, { separator: "\n  " });
  }

  /** Likewise for the JSON answer of an operation. */
  answerFaults(path, method, status, value) {
    const response = this.document.paths[path]?.[method]?.responses[status];
    if (!response) return `the document has no status ${status} for ${method} ${path}`;
    const content = ["content", "application/json", "schema"];
    const parts = response.$ref ? [...response.$ref.slice(2).split("/"), ...content]
      : ["paths", path, method, "responses", String(status), ...content];
    const escaped = parts.map((part) =>
      encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")));
    return this.faults(`/${escaped.join("/")}`, value);
  }
}
