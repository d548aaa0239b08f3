// The newest values of the site on show, moving: watched where the server can, asked for where not.
import { reactive, ref, shallowReactive, shallowRef, watch } from "vue";
import { ask } from "../api/client";
import type { Decimal } from "../api/exact";
import type { DynamicData, Parameter, SimpleCategory, SimplePoint } from "../api/schema";
import { isMultiplexed, watchPoint } from "../api/watch";
import { parseWall, type Wall } from "../text/wall";
import { archive, cemsId } from "./site";

export interface Newest {
  value: Decimal | null;
  at: Wall;
  quality: number;
  unit: string;
  moved: number; // How often it has changed while we looked.
}

/** What the newest values do: nothing yet, pushed by the server, asked for, or not to be had. */
export type Flow = "none" | "pushed" | "asked" | "lost";

const ASK_EVERY_MS = 5000;
const ASK_BESIDE_MS = 15_000; // While streams tell what moves, of points that have none.
const STREAMS_MAX = 32;
const SUMS_EVERY_MS = 3000;

export const flow = ref<Flow>("none");
export const newest = reactive(new Map<string, Newest>());
/** The sums of each class as the server makes them, by its code. */
export const classSums = shallowReactive(new Map<string, Parameter[]>());
export const liveProblem = shallowRef<unknown>(null);

export const seriesKey = (pointId: string, parameterId: string) => `${pointId}/${parameterId}`;

export const newestOf = (pointId: string | undefined, parameterId: string) =>
  pointId === undefined ? undefined : newest.get(seriesKey(pointId, parameterId));

function keep(pointId: string, parameter: Parameter): void {
  const readings = parameter.readings ?? [];
  const reading = readings[readings.length - 1]; // A stream may bring several, the newest last.
  if (!reading) return;
  const key = seriesKey(pointId, parameter.parameterId);
  const old = newest.get(key);
  const at = parseWall(reading.timeStamp);
  const quality = reading.quality ?? 0;
  if (old && (at < old.at || (at === old.at && old.value === reading.value &&
    old.quality === quality))) return;
  const unit = parameter.unit || old?.unit || "";
  newest.set(key, { value: reading.value, at, quality, unit, moved: old ? old.moved + 1 : 0 });
}

function keepPoints(points: SimplePoint[]): void {
  for (const point of points) {
    for (const parameter of point.parameters) keep(point.pointId, parameter);
    keepPoints(point.points ?? []);
  }
}

function keepCategories(categories: SimpleCategory[]): void {
  for (const category of categories) {
    if (category.parameters) classSums.set(category.categoryCode, category.parameters);
    keepPoints(category.points ?? []);
    keepCategories(category.categories ?? []);
  }
}

function keepAll(data: DynamicData): void {
  keepCategories(data.categories ?? []);
  keepPoints(data.points ?? []);
}

async function askAll(id: string, signal: AbortSignal): Promise<void> {
  let cursor: string | undefined;
  do {
    const data = await ask("/cems/v1/GetCemsFullDynamicData",
      { cemsId: id, pageSize: 1000, cursor }, signal);
    keepAll(data);
    cursor = data.page?.next;
  } while (cursor);
}

const pause = (ms: number, signal: AbortSignal) => new Promise<void>((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
});

/** Asks for everything again soon after a change, not at every one: sums come no other way. */
function refresher(id: string, signal: AbortSignal): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    void pause(SUMS_EVERY_MS, signal).then(async () => {
      isDue = false;
      if (!signal.aborted) await askAll(id, signal).catch(() => {});
    });
  };
}

/** Streams of the root and, where one connection has room for them, of the other points. */
function startWatching(id: string, signal: AbortSignal): void {
  const refresh = refresher(id, signal);
  const onReading = (pointId: string, parameter: Parameter) => {
    keep(pointId, parameter);
    refresh();
  };
  void watchPoint(id, undefined, signal, {
    onOpen: () => { flow.value = "pushed"; },
    onLost: () => { flow.value = "asked"; },
    onReading,
  });
  if (!isMultiplexed()) return;
  const beside = { onOpen: () => {}, onLost: () => {}, onReading };
  const all = archive.value;
  const points = [...(all?.points.keys() ?? [])].filter((point) => point !== all?.cems.rootPointId);
  for (const point of points.slice(0, STREAMS_MAX)) void watchPoint(id, point, signal, beside);
}

/** Asks again and again; seldom while the server tells by itself. */
async function follow(id: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await askAll(id, signal);
      liveProblem.value = null;
      if (flow.value !== "pushed") flow.value = "asked";
    } catch (error) {
      if (signal.aborted) return;
      flow.value = "lost";
      liveProblem.value = error;
    }
    await pause(flow.value === "pushed" ? ASK_BESIDE_MS : ASK_EVERY_MS, signal);
  }
}

let running: AbortController | undefined;

watch(cemsId, () => {
  running?.abort();
  newest.clear();
  classSums.clear();
  flow.value = "none";
});

watch(archive, (all) => {
  running?.abort();
  if (!all) return;
  running = new AbortController();
  void follow(all.cems.cemsId, running.signal);
  startWatching(all.cems.cemsId, running.signal);
});
