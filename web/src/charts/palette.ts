// The colours of styles/tokens.css for what is drawn on a canvas, and by meaning.
import { computed } from "vue";
import { theme } from "../state/theme";

const NAMES = ["text", "muted", "line", "line-strong", "surface", "sunken", "accent", "accent-soft",
  "warn", "bad", "good", "font"] as const;

export interface Palette {
  colour: Record<(typeof NAMES)[number], string>;
  series: string[]; // Curves, in the order they are added.
  tou: string[]; // By class of time of use, 0 the whole day.
}

export const palette = computed<Palette>(() => {
  void theme.value; // The variables change with it.
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const colour = Object.fromEntries(NAMES.map((name) => [name, read(name)])) as Palette["colour"];
  return {
    colour,
    series: [1, 2, 3, 4, 5, 6].map((n) => read(`series-${n}`)),
    tou: [colour.accent, ...[1, 2, 3, 4, 5].map((n) => read(`tou-${n}`))],
  };
});
