// Types of schemas.mjs, for client.ts.
export declare class Schemas {
  constructor(document: object);
  document: { paths: Record<string, Record<string, Record<string, unknown>>> };
  faults(pointer: string, value: unknown): string;
  answerFaults(path: string, method: string, status: number, value: unknown): string;
}
