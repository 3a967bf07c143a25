import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const from = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Files of MediaPipe that the room loads by name, and only when somebody asks for another background. */
const BACKDROP = [
  "selfie_segmentation.js",
  "selfie_segmentation.binarypb",
  "selfie_segmentation.tflite",
  "selfie_segmentation_landscape.tflite",
  "selfie_segmentation_solution_simd_wasm_bin.js",
  "selfie_segmentation_solution_simd_wasm_bin.wasm",
];

function backdropFiles(): Plugin {
  return {
    name: "backdrop-files",
    generateBundle() {
      for (const name of BACKDROP) {
        const source = readFileSync(from(`node_modules/@mediapipe/selfie_segmentation/${name}`));
        this.emitFile({ type: "asset", fileName: `backdrop/${name}`, source });
      }
    },
  };
}

const BROWSERS = ["chrome97", "firefox98", "safari15.4"];

/** The script for pages of other sites: one file that leaves one name, under an address that never changes. */
function embedScript(): Plugin {
  return {
    name: "embed-script",
    async generateBundle() {
      const built = await build({
        entryPoints: [from("src/embed/main.ts")],
        bundle: true,
        write: false,
        minify: true,
        format: "iife",
        globalName: "footlights",
        target: BROWSERS,
      });
      this.emitFile({ type: "asset", fileName: "embed.js", source: built.outputFiles[0]?.text ?? "" });
    },
  };
}

export default defineConfig({
  base: "/static/",
  publicDir: "public",
  plugins: [backdropFiles(), embedScript()],
  worker: { format: "es" },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    // Fonts and pictures stay files: the pages' content policy allows no data: addresses.
    assetsInlineLimit: 0,
    // Sound and picture need a browser of 2021 or later anyway.
    target: BROWSERS,
    rollupOptions: {
      input: [from("src/room/main.tsx"), from("src/console/main.ts"), from("src/pages/main.ts")],
    },
  },
  test: { environment: "node", include: ["src/**/*.test.ts"], setupFiles: ["src/testing/setup.ts"] },
});
