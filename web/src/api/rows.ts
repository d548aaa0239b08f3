// Readings and statistic rows as the pages want them.
import { parseWall, type Wall } from "../text/wall";
import { approximate } from "./exact";
import type {
  HistoricData, Parameter, Reading, SimpleStatisticPoint, StatisticData, StatisticReceipt,
} from "./schema";

export function rowsOf(readings: Reading[]): [Wall, number | null][] {
  return readings.map((one) => [parseWall(one.timeStamp),
    one.value === null ? null : approximate(one.value)]);
}

/** The readings of the one series that was asked for. */
export function readingsOf(data: HistoricData): Reading[] {
  return data.points?.[0]?.parameters[0]?.readings ?? [];
}

/** The class of time of use in a reading type: its twelfth field (dictionary T). */
export function touOf(parameter: Parameter): number {
  return Number(parameter.readingTypeId?.split(".")[11] ?? 0);
}

/** All statistic rows of an answer, of whatever class. */
export function statisticRows(data: StatisticData): SimpleStatisticPoint[] {
  return [...(data.points ?? []), ...(data.categories ?? []).flatMap((category) =>
    category.statisticPoints ?? [])];
}

/** What stands in the extension of a row of clause 10, or of the sum of a class (X1). */
export function receiptOf(of: { extension?: unknown } | undefined): StatisticReceipt | undefined {
  return of?.extension as StatisticReceipt | undefined;
}
