// How the console is built: hashed assets, pages as chunks of their own, nothing inline.
import vue from "@vitejs/plugin-vue";
import { defineConfig, loadEnv } from "vite";

// `CEMS=http://127.0.0.1:8480 npm run dev` works against that server.
const server = loadEnv("", ".", "CEMS")["CEMS"] ?? "http://127.0.0.1:8480";
const ours = ["/cems", "/access", "/ingest", "/admin", "/openapi.json", "/healthz"];

export default defineConfig({
  base: "./",
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false },
  build: {
    target: "es2021",
    assetsInlineLimit: 0, // A data: address would need a hole in the content-security policy.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: Object.fromEntries(ours.map((path) => [path, { target: server }])) },
  preview: { proxy: Object.fromEntries(ours.map((path) => [path, { target: server }])) },
});
