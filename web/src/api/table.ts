// Extension X3: the readings of several points as one table, with the server's own rows.
import { askCsv } from "./client";

/** Keys are `point/parameter`. One request a point; the header line stands once. */
export async function historyTable(cemsId: string, keys: string[], startTime: string,
                                   endTime: string): Promise<string> {
  const byPoint = new Map<string, string[]>();
  for (const key of keys) {
    const [point = "", parameter = ""] = key.split("/");
    byPoint.set(point, [...(byPoint.get(point) ?? []), parameter]);
  }
  const tables: string[] = [];
  for (const [pointId, parameters] of byPoint) {
    tables.push(await askCsv("/cems/v1/GetPointHistoricData",
      { cemsId, pointId, parameterId: parameters.join(","), startTime, endTime }));
  }
  const [first = "", ...more] = tables;
  return first + more.map((table) => table.slice(table.indexOf("\n") + 1)).join("");
}
