// After the H5 build: a service worker that knows every file, and proof that no file asks for anything outside.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { serviceWorker } from "./service-worker.mjs";

const built = fileURLToPath(new URL("../dist/build/h5", import.meta.url));

const files = readdirSync(built, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== "sw.js")
  .map((entry) => relative(built, join(entry.parentPath, entry.name)).split(sep).join("/"))
  .sort();

const outside = [];
for (const file of files.filter((name) => /\.(html|css|js|svg|webmanifest)$/.test(name))) {
  const text = readFileSync(join(built, file), "utf8");
  const asked = /(?:url\(\s*["']?|(?:src|href)\s*=\s*["'])((?:https?:)?\/\/[^"')\s]+)/g;
  for (const [, address] of text.matchAll(asked)) if (!/^https?:\/\/www\.w3\.org\//.test(address)) outside.push(`${file}: ${address}`);
}
if (outside.length > 0) {
  console.error(`These files ask for something outside:\n${outside.join("\n")}`);
  process.exit(1);
}

const version = createHash("sha256");
for (const file of files) version.update(file).update(readFileSync(join(built, file)));
writeFileSync(join(built, "sw.js"), serviceWorker(version.digest("hex").slice(0, 16), files));
console.log(`H5: ${files.length} files, no address outside.`);
