// Readings that have been downloaded, by series and resolution; only what is missing is asked for.
import { ask } from "../api/client";
import { readingsOf, rowsOf } from "../api/rows";
import type { Row } from "../charts/frame";
import { durationMs, formatWall, HOUR, MINUTE } from "../text/wall";
import { joined, missing, type Range } from "./ranges";

export interface Series {
  cemsId: string;
  pointId: string;
  parameterId: string;
  interval: string | undefined; // How often it is collected.
}

/** A step of the grid that readings are taken at; the empty one stands for all there are. */
export type Step = "" | "PT15M" | "PT1H" | "PT6H";

const STEPS: Step[] = ["", "PT15M", "PT1H", "PT6H"];
const ROWS_SHOWN_MAX = 40_000;
const PAGE_ROWS = 100_000; // The most that one answer of 9.x gives.
const UNKNOWN_INTERVAL = MINUTE;

interface Held {
  ranges: Range[];
  rows: Row[];
}

export class SeriesStore {
  requests = 0;
  private readonly held = new Map<string, Held>();

  /** The rows of `wish`, and only those; downloads what is not there yet. */
  async rows(series: Series, step: Step, wish: Range, signal: AbortSignal): Promise<Row[]> {
    const key = `${series.cemsId} ${series.pointId} ${series.parameterId} ${step}`;
    const held = this.held.get(key) ?? { ranges: [], rows: [] };
    for (const part of missing(held.ranges, wish)) {
      const fresh = await this.download(series, step, part, signal);
      held.rows = merged(held.rows, fresh, part);
      held.ranges = joined(held.ranges, part);
      this.held.set(key, held);
    }
    return held.rows.slice(lowerBound(held.rows, wish.from), lowerBound(held.rows, wish.to));
  }

  /** Lets go of what ends after `at`: it may have grown since. */
  forgetAfter(at: number): void {
    for (const held of this.held.values()) {
      held.ranges = held.ranges.filter((one) => one.from < at)
        .map((one) => ({ from: one.from, to: Math.min(one.to, at) }));
      held.rows = held.rows.slice(0, lowerBound(held.rows, at));
    }
  }

  private async download(series: Series, step: Step, part: Range,
                         signal: AbortSignal): Promise<Row[]> {
    const out: Row[] = [];
    let cursor: string | undefined;
    do {
      this.requests += 1;
      const data = await ask("/cems/v1/GetPointHistoricData", {
        cemsId: series.cemsId, pointId: series.pointId, parameterId: series.parameterId,
        startTime: formatWall(part.from), endTime: formatWall(part.to), interval: step,
        pageSize: PAGE_ROWS, cursor,
      }, signal);
      for (const row of rowsOf(readingsOf(data))) out.push(row);
      cursor = data.page.next;
    } while (cursor);
    return out;
  }
}

/** The finest step with which a range of this length is few enough rows. */
export function stepFor(series: Series, length: number): Step {
  const due = durationMs(series.interval) || UNKNOWN_INTERVAL;
  return STEPS.find((step) => length / Math.max(due, durationMs(step)) <= ROWS_SHOWN_MAX) ?? "PT6H";
}

/** How often readings are due at this step; 0 where nobody has said. */
export function dueEvery(series: Series, step: Step): number {
  const due = durationMs(series.interval);
  return due === 0 ? 0 : Math.max(due, durationMs(step));
}

/** Whole hours around a range, so that a little more or less of it is the same wish. */
export function widened(range: Range): Range {
  return { from: Math.floor(range.from / HOUR) * HOUR, to: Math.ceil(range.to / HOUR) * HOUR };
}

function lowerBound(rows: Row[], at: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as Row)[0] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `rows` with those of `part` replaced by `fresh`; all sorted by time. */
function merged(rows: Row[], fresh: Row[], part: Range): Row[] {
  const head = rows.slice(0, lowerBound(rows, part.from));
  return head.concat(fresh, rows.slice(lowerBound(rows, part.to)));
}
