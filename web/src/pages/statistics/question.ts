// What a page of statistics asks: of whom, which parameter, in which buckets, over which range.
import type { Category, Parameter } from "../../api/schema";
import type { Range } from "../../series/ranges";
import type { Archive } from "../../state/site";
import { addYears, DAY, formatWall, startOfDay, startOfMonth, type Wall } from "../../text/wall";

export type Period = "PT1H" | "P1D" | "P1M" | "P1Y";

export interface Question {
  of: string; // "site", "class/02" or "point/HVAC-01".
  parameterId: string;
  period: Period;
  range: Range;
}

/** Parameters that are made of others, for the whole site (dictionary R5). */
export const INDICATORS = ["UNIT_OUTPUT_ENERGY", "UNIT_AREA_ENERGY", "PER_CAPITA_ENERGY",
  "CARBON_INTENSITY", "RENEWABLE_SHARE", "LOAD_RATE", "PEAK_VALLEY_DIFF", "COAL", "CO2", "FEE"];

/** The range that is shown first: enough buckets to see a course, few enough to read. */
export function usualRange(period: Period, now: Wall): Range {
  if (period === "PT1H") return { from: startOfDay(now), to: startOfDay(now) + DAY };
  if (period === "P1D") return { from: startOfDay(now) - 30 * DAY, to: startOfDay(now) + DAY };
  if (period === "P1M") return { from: startOfMonth(now, -12), to: startOfMonth(now, 1) };
  const year = Date.UTC(new Date(now).getUTCFullYear(), 0, 1);
  return { from: addYears(year, -2), to: addYears(year, 1) };
}

/** The path and the query of the interface that answers it. */
export function asked(cemsId: string, question: Question, more: Record<string, string | boolean>) {
  const [kind, id] = question.of.split("/");
  const query = {
    cemsId, parameterId: question.parameterId, period: question.period,
    startTime: formatWall(question.range.from), endTime: formatWall(question.range.to),
    pageSize: 1000, ...more,
  };
  if (kind === "class") {
    return { path: "/cems/v1/GetCemsSpecCategoryStatisticData",
      query: { ...query, categoryCode: id } } as const;
  }
  if (kind === "point") {
    return { path: "/cems/v1/GetPointStatisticData", query: { ...query, pointId: id } } as const;
  }
  return { path: "/cems/v1/GetCemsStatisticData", query } as const;
}

/** The same a year before. */
export function yearBefore(question: Question): Question {
  const { from, to } = question.range;
  return { ...question, range: { from: addYears(from, -1), to: addYears(to, -1) } };
}

function inClass(archive: Archive, category: Category): Parameter[] {
  const own = archive.byCategory.get(category.categoryCode) ?? [];
  return own.flatMap((point) => point.parameters);
}

/** What can be asked about whom, each parameter once. */
export function parametersOf(archive: Archive, of: string, categories: Category[]): Parameter[] {
  const [kind, id = ""] = of.split("/");
  const category = categories.find((one) => one.categoryCode === id);
  const all = kind === "class" ? (category ? inClass(archive, category) : [])
    : (kind === "point" ? archive.points.get(id) : archive.root)?.parameters ?? [];
  return [...new Map(all.map((one) => [one.parameterId, one])).values()];
}
