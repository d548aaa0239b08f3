// Extension X2: newest readings as the server sends them. EventSource cannot carry a token, so the
// stream of events is read from fetch.
import { addressOf, headersOf, Refusal } from "./client";
import { parseExact } from "./exact";
import type { DynamicData, Parameter, SimplePoint } from "./schema";

export interface Watcher {
  onOpen: () => void;
  onLost: () => void;
  onReading: (pointId: string, parameter: Parameter) => void;
}

interface Event {
  name: string;
  id: string;
  data: string;
}

const lastId = new Map<string, string>(); // By address: where a new stream goes on.
const COME_AGAIN_MS = 2000;

/** Takes whole events out of the text of a stream (WHATWG HTML 9.2.6). */
export class EventReader {
  private rest = "";

  take(text: string): Event[] {
    const blocks = (this.rest + text).replace(/\r\n?/g, "\n").split("\n\n");
    this.rest = blocks.pop() ?? "";
    return blocks.map((block) => {
      const event: Event = { name: "message", id: "", data: "" };
      const data: string[] = [];
      for (const line of block.split("\n")) {
        const colon = line.indexOf(":");
        if (colon < 1) continue; // A comment, which keeps the connection open.
        const value = line.slice(colon + 1).replace(/^ /, "");
        const field = line.slice(0, colon);
        if (field === "data") data.push(value);
        else if (field === "event") event.name = value;
        else if (field === "id") event.id = value;
      }
      event.data = data.join("\n");
      return event;
    });
  }
}

function tell(points: SimplePoint[], watcher: Watcher): void {
  for (const point of points) {
    for (const parameter of point.parameters) watcher.onReading(point.pointId, parameter);
    tell(point.points ?? [], watcher);
  }
}

/** Reads one stream until it ends. False where this server has no stream to read. */
async function readStream(address: string, signal: AbortSignal,
                          watcher: Watcher): Promise<boolean> {
  const headers = headersOf("text/event-stream");
  const last = lastId.get(address);
  if (last) headers["Last-Event-ID"] = last;
  const response = await fetch(address, { headers, signal, cache: "no-store" });
  if ([404, 405, 406, 501].includes(response.status)) return false;
  if (!response.ok || !response.body) throw new Refusal(response.status, 0, response.statusText);
  watcher.onOpen();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const events = new EventReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return true;
    for (const event of events.take(value)) {
      if (event.id) lastId.set(address, event.id);
      if (event.name !== "data" || !event.data) continue;
      tell((parseExact(event.data) as DynamicData).points ?? [], watcher);
    }
  }
}

function later(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

/**
 * Follows a point, or with no `pointId` the site's root, until `signal`; a stream that ends is
 * taken up where it was. False at once where this server has none.
 */
export async function watchPoint(cemsId: string, pointId: string | undefined, signal: AbortSignal,
                                 watcher: Watcher): Promise<boolean> {
  const address = pointId === undefined
    ? addressOf("/cems/v1/WatchCemsDynamicData", { cemsId })
    : addressOf("/cems/v1/WatchPointDynamicData", { cemsId, pointId });
  while (!signal.aborted) {
    try {
      if (!(await readStream(address, signal, watcher))) return false;
    } catch {
      // Lost on the way, or refused: the next question says what it is.
    }
    if (signal.aborted) break;
    watcher.onLost();
    await later(COME_AGAIN_MS, signal);
  }
  return true;
}

/** Whether many streams fit into one connection: in HTTP/1.1 a browser has six, and no more. */
export function isMultiplexed(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return entry?.nextHopProtocol === "h2";
}
