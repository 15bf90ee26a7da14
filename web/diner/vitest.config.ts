import { defineConfig } from "vitest/config";

export default defineConfig({
  // Of the uni plugin nothing is wanted here: what is tested is plain TypeScript.
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
  server: { fs: { allow: [".."] } },
});
