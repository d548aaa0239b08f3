// Gaps as gaps: where readings that should be there are not, a curve is broken.
import type { Row } from "../charts/frame";

const MISSED = 1.5; // A reading is missing when the next one is later than so many intervals.

export interface Broken {
  rows: Row[];
  gaps: number;
}

/** `stepMs` is how often readings are due; with 0 nothing is known to be missing. */
export function breakAtGaps(rows: Row[], stepMs: number): Broken {
  if (stepMs <= 0) return { rows, gaps: 0 };
  const out: Row[] = [];
  let gaps = 0;
  let last = -Infinity;
  for (const row of rows) {
    if (row[0] - last > MISSED * stepMs && last !== -Infinity) {
      out.push([last + stepMs, null]);
      gaps += 1;
    }
    out.push(row);
    last = row[0];
  }
  return { rows: out, gaps };
}
