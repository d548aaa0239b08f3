// The site's own day: changes at its midnight, and not every second.
import { computed } from "vue";
import { startOfDay } from "../text/wall";
import { shownNow } from "./clock";

export const today = computed(() => startOfDay(shownNow()));
