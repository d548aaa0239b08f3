// A client made from the document calls every interface of a real server, as GET, HEAD and POST;
// each answer must fit the document. What compiles here is what a user of the document may write.
//
//   node client.js openapi.json SERVER TOKEN SITE POINT CATEGORY
import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { components, paths } from "./generated.js";
import { Schemas } from "./schemas.mjs";

const [file, server, token, cemsId, pointId, categoryCode] =
  process.argv.slice(2) as [string, string, string, string, string, string];
const schemas = new Schemas(JSON.parse(readFileSync(file, "utf8")));
const client = createClient<paths>({
  baseUrl: server,
  headers: { Authorization: `Bearer ${token}`, "Accept-Language": "en" },
  querySerializer: { array: { style: "form", explode: false } },
});

const cems = { cemsId };
const cemsClass = { cemsId, categoryCode };
const point = { cemsId, pointId };
const pointClass = { cemsId, pointId, categoryCode };
const range = { startTime: "2016-07-02", endTime: "2016-07-04T00:00:00+08:00" };
const now = { parameterId: ["P", "OT"] };
const past = { ...range, interval: "PT2H", order: "desc" as const, pageSize: 50 };
const sums = { ...range, period: "P1D", tou: [0 as const], aggregate: "avg" as const };

/** One question to each interface, with as many of its parameters as make sense together. */
const questions = {
  GetCemsStaticData: cems,
  GetCemsFullStaticData: { ...cems, pageNo: 1, pageSize: 2, strict: true },
  GetCemsSpecCategoryStaticData: { ...cemsClass, includeSub: true },
  GetPointStaticData: point,
  GetPointFullStaticData: point,
  GetPointSpecCategoryStaticData: pointClass,
  GetCemsDynamicData: { ...cems, parameterId: ["OT"] },
  GetCemsFullDynamicData: { ...cems, ...now },
  GetCemsSpecCategoryDynamicData: { ...cemsClass, parameterId: ["P"] },
  GetPointDynamicData: point,
  GetPointFullDynamicData: { ...point, ...now },
  GetPointSpecCategoryDynamicData: { ...pointClass, parameterId: ["P"] },
  GetCemsHistoricData: { ...cems, ...past },
  GetCemsFullHistoricData: { ...cems, ...past, ...now },
  GetCemsSpecCategoryHistoricData: { ...cemsClass, ...past },
  GetPointHistoricData: { ...point, ...past },
  GetPointFullHistoricData: { ...point, ...range },
  GetPointSpecCategoryHistoricData: { ...pointClass, ...range, pageNo: 2, pageSize: 20 },
  GetCemsStatisticData: { ...cems, ...sums },
  GetCemsFullStatisticData: { ...cems, ...sums, parameterId: ["P"] },
  GetCemsSpecCategoryStatisticData: { ...cemsClass, ...sums },
  GetPointStatisticData: { ...point, ...range, explain: true },
  GetPointFullStatisticData: { ...point, ...sums },
  GetPointSpecCategoryStatisticData: { ...pointClass, ...sums, aggregate: "max" as const },
  GetCemsDrStaticData: cems,
  GetCemsDrDynamicData: cems,
  GetCemsDrHistoricData: { ...cems, ...range },
  CompareDrBaselines: { ...cems, ...range },
  GetCemsDemandStaticData: cems,
  GetCemsDemandDynamicData: cems,
  GetCemsDemandHistoricData: { ...cems, ...range },
};

// That the table is complete, and each question a question of its interface, is the compiler's.
// Live streams have no end that this could wait for; readStream() reads the begin of one.
type Interface = keyof paths extends infer Path
  ? Path extends `/cems/v1/${infer Name}` ? Exclude<Name, `Watch${string}`> : never : never;
type Question<Name extends Interface> = paths[`/cems/v1/${Name}`]["get"]["parameters"]["query"];
questions satisfies { [Name in Interface]: Question<Name> };

type Envelope = { code: number; message: string; data?: object };
let failed = 0;

function report(name: string, fault: string) {
  console.log(fault === "" ? `ok ${name}` : `FAILED ${name}\n  ${fault}`);
  failed += fault === "" ? 0 : 1;
}

/** What is wrong with an answer of code 200, or of a refusal with another code. */
function faults(path: string, method: string, status: number, body: unknown, code = 200) {
  const got = (body as Envelope | undefined)?.code;
  return got === code ? schemas.answerFaults(path, method, status, body)
    : `code ${got}, expected ${code}: ${JSON.stringify(body)}`;
}

/** The part of an answer that asking again does not change. */
function lasting(body: unknown) {
  const { dataTime, ...rest } = ((body as Envelope).data ?? {}) as { dataTime?: string };
  return JSON.stringify([dataTime !== undefined, rest]);
}

async function ask<Name extends Interface>(name: Name) {
  const path = `/cems/v1/${name}` as const;
  const isThere = schemas.document.paths[path]?.get?.["x-cems-implemented"] === true;
  const query = questions[name];
  // One interface after another: the union of all is more than the compiler wants to look at.
  const call = client as unknown as Record<"GET" | "HEAD" | "POST", (path: string, init: object) =>
    Promise<{ data?: unknown; error?: unknown; response: Response }>>;
  const answer = await call.GET(path, { params: { query } });
  if (!isThere) {
    report(`${name} is not there yet`,
      faults(path, "get", answer.response.status, answer.error, 40401));
    return;
  }
  const body = answer.data ?? answer.error;
  report(`GET ${name}`, faults(path, "get", answer.response.status, body));
  const post = await call.POST(path, { body: query });
  const posted = post.data ?? post.error;
  report(`POST ${name}`, faults(path, "post", post.response.status, posted) ||
    (lasting(posted) === lasting(body) ? "" : "not what GET answers"));
  const head = await call.HEAD(path, { params: { query }, parseAs: "stream" });
  report(`HEAD ${name}`, head.response.status === 200 ? "" : `status ${head.response.status}`);
}

/** Types of the document in use: what an answer holds is known without a cast. */
async function readTyped() {
  const { data } = await client.GET("/cems/v1/GetPointHistoricData",
    { params: { query: { ...point, ...range } } });
  const values: (number | null)[] = [];
  const rows = typeof data === "object" ? data.data.points : [];  // Else it would be CSV.
  for (const one of rows ?? []) {
    for (const parameter of one.parameters) {
      const readings: components["schemas"]["Reading"][] = parameter.readings ?? [];
      values.push(...readings.map((reading) => reading.value));
    }
  }
  report("readings by their types", values.length > 0 ? "" : "there are none");
}

/** Extensions X3 and X5: rows as CSV, and a question whose answer the caller still has. */
async function readExtensions() {
  const path = "/cems/v1/GetPointHistoricData";
  const params = { query: { ...point, ...range } };
  const csv = await client.GET(path, { params, parseAs: "text", headers: { Accept: "text/csv" } });
  const type = csv.response.headers.get("content-type") ?? "";
  if (csv.response.ok && type.startsWith("application/json")) {
    console.log("skipped: CSV: historic answers are JSON still where CSV is asked for");
  } else {
    report("CSV", type.startsWith("text/csv") && typeof csv.data === "string" &&
      csv.data.split("\n").length > 2 ? "" : `${csv.response.status} ${type}`);
  }
  const first = await client.GET(path, { params });
  const etag = first.response.headers.get("etag") ?? "";
  const again = await client.GET(path,
    { params: { ...params, header: { "if-none-match": etag } }, parseAs: "stream" });
  report("304 for what the caller has", etag !== "" && again.response.status === 304 ? ""
    : `status ${again.response.status} with etag '${etag}'`);
}

/** Extension X2: the first event of a stream, read as a browser reads it. */
async function readStream() {
  const question = point satisfies
    paths["/cems/v1/WatchPointDynamicData"]["get"]["parameters"]["query"];
  const address = `${server}/cems/v1/WatchPointDynamicData?${new URLSearchParams(question)}`;
  const response = await fetch(address,
    { headers: { Authorization: `Bearer ${token}`, Accept: "text/event-stream" } });
  const reader = response.body!.getReader();
  let text = "";
  while (!/^event: data\ndata: .*\n\n/m.test(text)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  await reader.cancel();
  const data: unknown = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? "null");
  report("the first event of a stream", schemas.faults("/components/schemas/DynamicData", data));
}

async function readRefusals() {
  const unknown = await client.GET("/cems/v1/GetPointStaticData",
    { params: { query: { cemsId, pointId: "no such point" } } });
  report("a refusal of an unknown point",
    faults("/cems/v1/GetPointStaticData", "get", 404, unknown.error, 40403));
  const wrong = await client.POST("/cems/v1/GetCemsFullStaticData",
    { body: { cemsId, pageSize: 0 } });
  report("a refusal of a page",
    faults("/cems/v1/GetCemsFullStaticData", "post", 400, wrong.error, 40006));
  const stranger = await client.GET("/cems/v1/GetCemsStaticData",
    { params: { query: cems }, headers: { Authorization: "Bearer nobody" } });
  report("a refusal of a token",
    faults("/cems/v1/GetCemsStaticData", "get", 401, stranger.error, 40102));
}

async function useTheRest() {
  for (const path of ["/healthz", "/readyz"] as const) {
    const { data, response } = await client.GET(path);
    report(path, schemas.answerFaults(path, "get", response.status, data));
  }
  const sent = await client.POST("/ingest/v1/readings", {
    body: `cemsId,pointId,parameterId,timeStamp,value\n${cemsId},${pointId},OT,2016-07-01,1\n` +
      `${cemsId},nowhere,OT,2016-07-01,1\n`,
    bodySerializer: (body: string) => body,
    headers: { "Content-Type": "text/csv" },
  });
  report("readings are sent", sent.data?.rejectedCount === 1
    ? schemas.answerFaults("/ingest/v1/readings", "post", 200, sent.data)
    : JSON.stringify(sent.error ?? sent.data));
  const put = await client.PUT("/admin/v1/cems/{cemsId}", {
    params: { path: { cemsId } },
    body: { cems: { cemsId, name: "改名", rootPointId: pointId } },
  });
  report("an archive is put", faults("/admin/v1/cems/{cemsId}", "put", put.response.status,
    put.data ?? put.error));
  const served = await fetch(`${server}/openapi.json`);
  report("the server's own document", JSON.stringify(await served.json()) ===
    JSON.stringify(schemas.document) ? "" : "differs from `cems spec openapi`");
}

for (const name of Object.keys(questions) as Interface[]) {
  await ask(name);
}
await readTyped();
await readExtensions();
await readStream();
await readRefusals();
await useTheRest();
process.exit(failed === 0 ? 0 : 1);
