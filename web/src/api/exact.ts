// Decimal numbers as they were sent: JSON without the loss that binary floating point brings.
//
// The server prints canonical decimals. Up to 15 digits a JavaScript number prints the very same
// text again; a longer one is kept as its text. Charts use `approximate`, tables print `exact`.

export type Decimal = number | string;

const DIGITS_KEPT = 15;
// A text of JSON, passed over whole; or a number, which is looked at.
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.]*(?:[eE][+-]?\d+)?/g;
const MAY_BE_LONG = /[\d.]{16}/;

function kept(token: string): string {
  if (token[0] === '"' || token.length <= DIGITS_KEPT) return token;
  const digits = token.replace(/[-.]|[eE].*$/g, "").replace(/^0+/, "");
  return digits.length > DIGITS_KEPT ? `"${token}"` : token;
}

/** Parses JSON; numbers of more than 15 digits become their own text. */
export function parseExact(text: string): unknown {
  return JSON.parse(MAY_BE_LONG.test(text) ? text.replace(TOKEN, kept) : text);
}

/** The nearest number, for lengths and angles; NaN for nothing. */
export function approximate(value: Decimal | null | undefined): number {
  return value === null || value === undefined ? NaN : Number(value);
}

/** All digits, with the thousands set apart: `-1,234,567.0891`. */
export function exact(value: Decimal | null | undefined): string {
  if (value === null || value === undefined) return "–";
  const text = String(value);
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (!match) return text;
  const [, sign, whole = "", rest = ""] = match;
  return `${sign ? "−" : ""}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${rest}`;
}

/** For a headline: at most so many digits behind the point; the title beside it has them all. */
export function rounded(value: Decimal | null | undefined, places: number): string {
  const number = approximate(value);
  if (!Number.isFinite(number)) return "–";
  const fixed = number.toFixed(places);
  const text = fixed.includes(".") ? fixed.replace(/\.?0+$/, "") : fixed;
  return exact(text === "-0" ? "0" : text);
}
