// One call of an interface: token, language, envelope, and refusals as errors.
import { ref } from "vue";
import { parseExact } from "./exact";
import type { Answers } from "./schema";

export type Query = Record<string, string | number | boolean | undefined>;

/** What the server said instead of an answer, in the language that was asked for. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly code: number, message: string) {
    super(message);
    this.name = "Refusal";
  }
}

interface Envelope {
  code: number;
  message: string;
  timestamp: string;
  data?: unknown;
}

export const token = ref(sessionStorage.getItem("cems.token") ?? "");
export const askedLanguage = ref("zh-CN");

let heard: (timestamp: string) => void = () => {};

/** Calls `listener` with the timestamp of each answer about a site; there is one listener. */
export function onAnswer(listener: (timestamp: string) => void): void {
  heard = listener;
}

export function addressOf(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return text.length > 0 ? `${path}?${text.join("&")}` : path;
}

export function headersOf(accept: string, bearer = token.value): Record<string, string> {
  return {
    Accept: accept,
    Authorization: `Bearer ${bearer}`,
    "Accept-Language": askedLanguage.value,
  };
}

async function send(path: string, query: Query, accept: string, signal?: AbortSignal,
                    bearer = token.value) {
  const init: RequestInit = { headers: headersOf(accept, bearer), cache: "no-store" };
  if (signal) init.signal = signal;
  let response: Response;
  try {
    response = await fetch(addressOf(path, query), init);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refusal(0, 0, "");
  }
  const text = await response.text();
  if (response.ok) return { response, text };
  let envelope: Partial<Envelope> = {};
  try {
    envelope = JSON.parse(text) as Envelope;
  } catch {
    // Not ours: something between us and the server has answered.
  }
  throw new Refusal(response.status, envelope.code ?? 0, envelope.message ?? response.statusText);
}

/** The `data` of an answer. Throws a Refusal; code 0 where no server answered. */
export async function ask<Path extends keyof Answers>(
  path: Path, query: Query = {}, signal?: AbortSignal,
): Promise<Answers[Path]> {
  const { text } = await send(path, query, "application/json", signal);
  const envelope = parseExact(text) as Envelope;
  if (path.startsWith("/cems/")) heard(envelope.timestamp);
  return envelope.data as Answers[Path];
}

/** Extension X3: the same rows as a table. */
export async function askCsv(path: keyof Answers, query: Query): Promise<string> {
  return (await send(path, query, "text/csv")).text;
}

/** Signs in: the token is kept, for this tab only, if the server knows it. */
export async function signIn(text: string): Promise<void> {
  await send("/access/v1/cems", {}, "application/json", undefined, text);
  sessionStorage.setItem("cems.token", text);
  token.value = text;
}
