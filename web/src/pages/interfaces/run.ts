// Runs a call as it stands and keeps what came back; a stream is kept as it comes.
import { ref, shallowRef } from "vue";
import { headersOf } from "../../api/client";
import type { Call } from "./code";

export interface Outcome {
  status: number;
  headers: [string, string][];
  text: string;
  milliseconds: number;
  bytes: number;
}

export function useRun() {
  const outcome = shallowRef<Outcome | null>(null);
  const problem = shallowRef<unknown>(null);
  const isRunning = ref(false);
  let running: AbortController | undefined;

  async function run(call: Call): Promise<void> {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    isRunning.value = true;
    problem.value = null;
    outcome.value = null;
    const started = performance.now();
    try {
      const headers = headersOf(call.accept);
      if (call.body) headers["Content-Type"] = call.bodyType;
      const response = await fetch(call.url, {
        method: call.method, headers, signal: controller.signal, cache: "no-store",
        ...(call.body ? { body: call.body } : {}),
      });
      await read(response, started);
    } catch (error) {
      if (!controller.signal.aborted) problem.value = error;
    } finally {
      if (running === controller) isRunning.value = false;
    }
  }

  async function read(response: Response, started: number): Promise<void> {
    const parts: string[] = [];
    let bytes = 0;
    const decoder = new TextDecoder();
    const reader = response.body?.getReader();
    const tell = () => {
      outcome.value = {
        status: response.status, headers: [...response.headers.entries()], text: parts.join(""),
        milliseconds: performance.now() - started, bytes,
      };
    };
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done || !value) break;
      bytes += value.byteLength;
      parts.push(decoder.decode(value, { stream: true }));
      if (isStream) tell();
    }
    tell();
  }

  return { outcome, problem, isRunning, run, stop: () => running?.abort() };
}
