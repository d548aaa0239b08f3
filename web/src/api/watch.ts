// Extension X2: newest readings as the server sends them. EventSource cannot carry a token, so the
// stream of events is read from fetch.
import { parseWall, type Wall } from "../text/wall";
import { addressOf, headersOf, Refusal } from "./client";
import { parseExact } from "./exact";
import type { DynamicData, Parameter, SimplePoint } from "./schema";

export interface Watcher {
  onOpen: () => void;
  onReading: (pointId: string, parameter: Parameter) => void;
  onTime: (at: Wall) => void;
}

interface Event {
  name: string;
  id: string;
  data: string;
}

const lastId = new Map<string, string>(); // By site: where a new stream goes on.

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

/** Reads until the stream ends. False where this server has no stream to read. */
export async function watchSite(id: string, signal: AbortSignal,
                                watcher: Watcher): Promise<boolean> {
  const headers = headersOf("text/event-stream");
  const last = lastId.get(id);
  if (last) headers["Last-Event-ID"] = last;
  const address = addressOf("/cems/v1/WatchCemsDynamicData", { cemsId: id });
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
      if (event.id) lastId.set(id, event.id);
      if (!event.data) continue;
      const data = parseExact(event.data) as Partial<DynamicData>;
      if (data.dataTime) watcher.onTime(parseWall(data.dataTime));
      if (data.points) tell(data.points, watcher);
    }
  }
}
