// The build asks DCloud for updates, with the machine's address, unless it believes to run in CI.
process.env.CI ||= "1";

import uniPlugin from "@dcloudio/vite-plugin-uni";
import { defineConfig, type Plugin } from "vite";

// The package is CommonJS: under "type": "module" its default sits one level deeper.
const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin;

/** uni-h5's style sheet draws page shadows with pictures from DCloud's servers, requested by every diner's browser. */
function noOutsideShadows(): Plugin {
  return {
    name: "no-outside-shadows",
    // After Vite's own, which writes the one style sheet.
    enforce: "post",
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === "asset" && file.fileName.endsWith(".css")) {
          file.source = String(file.source).replace(/url\(https?:\/\/cdn\.dcloud[^)]*\)/g, "none");
        }
      }
    },
  };
}

/** uni's mini-program runtime fetches a picture from DCloud's servers three seconds after every start. */
function noPreload(): Plugin {
  return {
    name: "no-preload",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("uni-mp-weixin") || !code.includes("preloadAsset();")) return null;
      return code.replace("preloadAsset();", "").replace(/function preloadAsset\(\) \{[\s\S]*?\n\}\n/, "");
    },
  };
}

/** The network may drop, and the server get a new version, at any step: with the first page the customer has them all. */
const allPagesAtOnce = { cssCodeSplit: false, rollupOptions: { output: { inlineDynamicImports: true } } };

const backEnd = process.env.BACK_END ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "./",
  plugins: [noPreload(), uni(), noOutsideShadows()],
  define: {
    // An unset import.meta.env.X would bake the whole environment, build path included, into the mini-program.
    __MINI_PROGRAM_API__: JSON.stringify(process.env.MINI_PROGRAM_API ?? "http://127.0.0.1:8080"),
  },
  build: process.env.UNI_PLATFORM === "h5" ? allPagesAtOnce : {},
  server: {
    host: "127.0.0.1",
    port: 5173,
    fs: { allow: [".."] },
    proxy: {
      "/api": backEnd,
      "/pictures": backEnd,
      "/live": { target: backEnd, ws: true },
    },
  },
});
