// Exact sums of decimals, for what the server gives in parts only.
import type { Decimal } from "./exact";

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Null where one of them is missing or is no plain decimal. */
export function exactSum(values: (Decimal | null | undefined)[]): Decimal | null {
  const parts = values.map((value) => DECIMAL.exec(String(value)));
  const places = Math.max(0, ...parts.map((part) => part?.[3]?.length ?? 0));
  let sum = 0n;
  for (const part of parts) {
    if (!part) return null;
    const size = BigInt((part[2] ?? "0") + (part[3] ?? "").padEnd(places, "0"));
    sum += part[1] ? -size : size;
  }
  const digits = String(sum < 0n ? -sum : sum).padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const rest = digits.slice(digits.length - places).replace(/0+$/, "");
  return `${sum < 0n ? "-" : ""}${whole}${rest ? `.${rest}` : ""}`;
}
