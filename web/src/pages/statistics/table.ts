// An answer of clause 10 as a table: a line a bucket, a column a class of time of use.
import type { Decimal } from "../../api/exact";
import { receiptOf, touOf } from "../../api/rows";
import type { Parameter, Reading, SimpleStatisticPoint, StatisticData } from "../../api/schema";
import { exactSum } from "../../api/sum";
import { clockText, dateText, monthText, parseWall } from "../../text/wall";
import type { Period } from "./question";

export interface Cell {
  value: Decimal | null;
  quality: number;
}

export interface Bucket {
  at: number;
  to: number; // When it is over.
  label: string;
  cells: Map<number, Cell>; // By class of time of use; 0 is the whole bucket.
}

export interface Table {
  name: string;
  unit: string;
  aggregate: string;
  touClasses: number[]; // Those that have a value, without 0.
  buckets: Bucket[];
  totals: Map<number, Decimal | null>;
  present: number;
  expected: number | null;
  rows: SimpleStatisticPoint[];
}

interface Line {
  tou: number;
  readings: Reading[];
  total: Decimal | null | undefined;
}

function label(at: number, period: Period): string {
  if (period === "PT1H") return clockText(at);
  if (period === "P1D") return dateText(at).slice(5);
  return period === "P1M" ? monthText(at) : monthText(at).slice(0, 4);
}

/** `timePeriod` is `start/end`; every reading of a statistic has it (dictionary R4, 6.10). */
function endOf(reading: Reading): number {
  return parseWall(reading.timePeriod?.split("/")[1] ?? reading.timeStamp);
}

/** The sums of a class, where the answer has them; else the rows of its one point. */
function linesOf(data: StatisticData, rows: SimpleStatisticPoint[]): Line[] {
  const sums: Parameter[] = (data.categories ?? []).flatMap((one) => one.parameters ?? []);
  if (sums.length > 0) {
    return sums.map((sum) => {
      const readings = sum.readings ?? [];
      return { tou: touOf(sum), readings, total: exactSum(readings.map((one) => one.value)) };
    });
  }
  const point = rows[0]?.pointId;
  return rows.filter((row) => row.pointId === point).map((row) =>
    ({ tou: row.tou, readings: row.parameter.readings ?? [], total: row.total }));
}

function isThere(line: Line): boolean {
  return line.readings.some((one) => one.value !== null && Number(one.value) !== 0);
}

export function tableOf(data: StatisticData, period: Period): Table | null {
  const rows = [...(data.points ?? []),
    ...(data.categories ?? []).flatMap((one) => one.statisticPoints ?? [])];
  const lines = linesOf(data, rows);
  const first = rows[0];
  if (!first) return null;
  const buckets = new Map<string, Bucket>();
  for (const line of lines) {
    for (const reading of line.readings) {
      const at = parseWall(reading.timeStamp);
      const bucket = buckets.get(reading.timeStamp) ??
        { at, to: endOf(reading), label: label(at, period), cells: new Map<number, Cell>() };
      bucket.cells.set(line.tou, { value: reading.value, quality: reading.quality ?? 0 });
      buckets.set(reading.timeStamp, bucket);
    }
  }
  const whole = rows.filter((row) => row.tou === 0);
  const expected = whole.map((row) => receiptOf(row)?.expected);
  return {
    name: first.parameter.name ?? first.parameter.parameterId,
    unit: first.parameter.unit,
    aggregate: first.aggregate,
    touClasses: lines.filter((line) => line.tou > 0 && isThere(line)).map((line) => line.tou),
    buckets: [...buckets.values()].sort((a, b) => a.at - b.at),
    totals: new Map(lines.map((line) => [line.tou, line.total ?? null])),
    present: whole.reduce((sum, row) => sum + (receiptOf(row)?.present ?? 0), 0),
    expected: expected.includes(null) || expected.includes(undefined) ? null
      : expected.reduce((sum: number, one) => sum + (one ?? 0), 0),
    rows,
  };
}
