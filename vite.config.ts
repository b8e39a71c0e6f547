import { defineConfig } from "vitest/config";

/** Builds web/src into web/dist, which Django serves under /static/ by the manifest (django-vite). */
export default defineConfig({
  root: "web",
  base: "/static/",
  build: {
    target: "chrome109", // the last browser that Windows 7 machines in hospitals can run
    outDir: "dist",
    manifest: "manifest.json",
    modulePreload: { polyfill: false }, // the polyfill is an inline helper that only old Safari needs
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: "web/src/main.ts",
      checks: { eval: false }, // htmx contains one; allowEval=false keeps it from running, and the page policy forbids it
    },
  },
  worker: { format: "es" },
  test: { environment: "jsdom", include: ["src/**/*.test.ts"] },
});
