// Light or dark: as the system says until someone chooses.
import { ref, watch } from "vue";

export type Theme = "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");

function chosen(): Theme | undefined {
  const kept = localStorage.getItem("cems.theme");
  return kept === "light" || kept === "dark" ? kept : undefined;
}

export const theme = ref<Theme>(chosen() ?? (system.matches ? "dark" : "light"));

system.addEventListener("change", () => {
  if (!chosen()) theme.value = system.matches ? "dark" : "light";
});

export function switchTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  localStorage.setItem("cems.theme", theme.value);
}

watch(theme, (value) => {
  document.documentElement.dataset["theme"] = value;
}, { immediate: true, flush: "sync" });
