// Times as the site's own clock shows them.
//
// The server prints every time in the site's zone and takes one without an offset to be in it. So
// the console does no zone arithmetic: a Wall is the site's wall clock as if it were UTC, in ms.

export type Wall = number;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let i = from; i < from + count; i++) value = value * 10 + text.charCodeAt(i) - 48;
  return value;
}

/** Of a time as the server prints it (`2024-07-18T14:29:00[.123][+08:00]`) or of its date. */
export function parseWall(text: string): Wall {
  const date = Date.UTC(digits(text, 0, 4), digits(text, 5, 2) - 1, digits(text, 8, 2));
  if (text.length < 19) return date;
  const milliseconds = text[19] === "." ? digits(text, 20, 3) : 0;
  return date + digits(text, 11, 2) * HOUR + digits(text, 14, 2) * MINUTE +
    digits(text, 17, 2) * 1000 + milliseconds;
}

/** For a request: without an offset, which means the site's. */
export function formatWall(at: Wall): string {
  return new Date(at).toISOString().slice(0, 19);
}

export const dateText = (at: Wall) => formatWall(at).slice(0, 10);
export const monthText = (at: Wall) => formatWall(at).slice(0, 7);
export const clockText = (at: Wall) => formatWall(at).slice(11, 16);
export const minuteText = (at: Wall) => `${dateText(at)} ${clockText(at)}`;
export const dayMinuteText = (at: Wall) => minuteText(at).slice(5);

export const startOfDay = (at: Wall): Wall => Math.floor(at / DAY) * DAY;

/** Midnight of the first day of the month `months` after that of `at`. */
export function startOfMonth(at: Wall, months = 0): Wall {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
}

/** The same wall clock in another year; 29 February becomes 1 March. */
export function addYears(at: Wall, years: number): Wall {
  const date = new Date(at);
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return date.getTime();
}

/** Milliseconds of PT15M, PT1H, P1D and the like; 0 for calendar units and nonsense. */
export function durationMs(text: string | undefined): number {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text ?? "");
  if (!match) return 0;
  const [, days, hours, minutes, seconds] = match.map((part) => Number(part ?? 0));
  return (days ?? 0) * DAY + (hours ?? 0) * HOUR + (minutes ?? 0) * MINUTE + (seconds ?? 0) * 1000;
}
