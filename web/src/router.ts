// The pages and their addresses: behind `#`, so that any server of files can serve the console.
import { createRouter, createWebHashHistory } from "vue-router";
import Overview from "./pages/Overview.vue";

export const PAGES = ["overview", "site", "history", "statistics", "dr", "demand",
  "interfaces"] as const;

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: "/", name: "overview", component: Overview },
    { path: "/site", name: "site", component: () => import("./pages/Site.vue") },
    { path: "/history", name: "history", component: () => import("./pages/History.vue") },
    { path: "/statistics", name: "statistics", component: () => import("./pages/Statistics.vue") },
    { path: "/dr", name: "dr", component: () => import("./pages/DemandResponse.vue") },
    { path: "/demand", name: "demand", component: () => import("./pages/Demand.vue") },
    { path: "/interfaces", name: "interfaces", component: () => import("./pages/Interfaces.vue") },
    { path: "/:rest(.*)", redirect: "/" },
  ],
});
