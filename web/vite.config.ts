import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const from = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  base: "/static/",
  publicDir: "public",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    // Fonts and pictures stay files: the pages' content policy allows no data: addresses.
    assetsInlineLimit: 0,
    // Sound and picture need a browser of 2021 or later anyway.
    target: ["chrome97", "firefox98", "safari15.4"],
    rollupOptions: {
      input: [from("src/room/main.tsx"), from("src/console/main.ts"), from("src/pages/main.ts")],
    },
  },
  test: { environment: "node", include: ["src/**/*.test.ts"], setupFiles: ["src/testing/setup.ts"] },
});
