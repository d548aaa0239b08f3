// What time the server believes it is: the site's wall clock, which `--clock` may have moved.
import { ref } from "vue";
import { onAnswer } from "../api/client";
import { parseWall, type Wall } from "../text/wall";

const ahead = ref(0); // Of this computer's monotonic clock.
const tick = ref(performance.now());

onAnswer((timestamp) => {
  ahead.value = parseWall(timestamp) - performance.now();
});

setInterval(() => {
  tick.value = performance.now();
}, 1000);

/** Now at the site; right after the first answer about it. */
export const siteNow = (): Wall => ahead.value + performance.now();

/** The same, moving once a second; for what is shown. */
export const shownNow = (): Wall => ahead.value + tick.value;
