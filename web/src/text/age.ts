// How old a value is, in words.
import { t } from "../i18n";
import { DAY, HOUR, MINUTE, type Wall } from "./wall";

export function ageText(at: Wall, now: Wall): string {
  const age = now - at;
  if (age < 2 * MINUTE) return t("age.now");
  if (age < HOUR) return t("age.minutes", { n: Math.floor(age / MINUTE) });
  if (age < DAY) return t("age.hours", { n: Math.floor(age / HOUR) });
  return t("age.days", { n: Math.floor(age / DAY) });
}

/** A change as a share: `+3.4 %`; nothing where there is nothing to compare with. */
export function changeText(now: number, before: number): string {
  if (!Number.isFinite(now) || !Number.isFinite(before) || before === 0) return "–";
  const percent = ((now - before) / Math.abs(before)) * 100;
  const text = Math.abs(percent).toFixed(1);
  return `${percent < -0.05 ? "−" : percent > 0.05 ? "+" : ""}${text} %`;
}
