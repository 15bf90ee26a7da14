// Puts what was built where the server and the wheel take it from: the H5 pages as files, the mini-program as a zip.
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { zipOf } from "./zip.mjs";

const built = (name) => fileURLToPath(new URL(`../dist/build/${name}`, import.meta.url));
const home = fileURLToPath(new URL("../../../src/wendan/web", import.meta.url));

for (const needed of ["h5/sw.js", "mp-weixin/app.json"]) {
  if (!existsSync(built(needed))) throw new Error(`${needed} is not built`);
}

rmSync(join(home, "diner"), { recursive: true, force: true });
cpSync(built("h5"), join(home, "diner"), { recursive: true });

const folder = built("mp-weixin");
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
  .sort();
writeFileSync(join(home, "mp-weixin.zip"), zipOf(files.map((name) => ({ name, bytes: readFileSync(join(folder, name)) }))));
console.log(`delivered to ${relative(process.cwd(), home)}: diner/ and mp-weixin.zip (${files.length} files)`);
