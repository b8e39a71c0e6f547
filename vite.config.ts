import { readFileSync } from "node:fs";

import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** The fonts that documents are printed with lie beside the rest of what is built, so that no server needs them. */
const printingFonts: Plugin = {
  name: "printing-fonts",
  generateBundle() {
    for (const [folder, name] of [["400Regular", "NotoSansSC_400Regular"], ["700Bold", "NotoSansSC_700Bold"]]) {
      const source = readFileSync(`node_modules/@expo-google-fonts/noto-sans-sc/${folder}/${name}.ttf`);
      this.emitFile({ type: "asset", fileName: `fonts/${name}.ttf`, source });
    }
  },
};

/** Builds web/src into web/dist, which Django serves under /static/ by the manifest (django-vite). */
export default defineConfig({
  root: "web",
  plugins: [printingFonts],
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
