// The two languages of the console, and what is chosen by whoever looks.
import { computed, ref, watch } from "vue";
import { askedLanguage } from "../api/client";
import { en } from "./en";
import { zh } from "./zh";

export type Language = "zh" | "en";
export type Key = keyof typeof zh;

function first(): Language {
  const kept = localStorage.getItem("cems.language");
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.startsWith("zh") ? "zh" : "en";
}

export const language = ref<Language>(first());
const texts = computed(() => (language.value === "zh" ? zh : en));

watch(language, (chosen) => {
  localStorage.setItem("cems.language", chosen);
  askedLanguage.value = chosen === "zh" ? "zh-CN" : "en";
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
}, { immediate: true });

/** The text of a key, with `{name}` replaced. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return texts.value[key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole));
}

/** A text for a value of an enumeration: `status.1`; the value itself where there is none. */
export function named(kind: string, value: string | number | undefined | null): string {
  if (value === undefined || value === null) return "–";
  const key = `${kind}.${value}`;
  return key in zh ? t(key as Key) : String(value);
}
