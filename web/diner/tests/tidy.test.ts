import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const source = fileURLToPath(new URL("../src", import.meta.url));
const tests = fileURLToPath(new URL(".", import.meta.url));
const shared = fileURLToPath(new URL("../../shared", import.meta.url));
const files = [source, shared].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(vue|ts)$/.test(name) && !/(^|\/)api\.ts$/.test(name))
    .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") })),
);
const outside = (folder: string) => files.filter(({ name }) => !name.startsWith(folder));

it("no file is longer than 300 lines, but tables of words", () => {
  const own = readdirSync(tests).map((name) => ({ name, text: readFileSync(join(tests, name), "utf8") }));
  const long = [...files, ...own].filter(({ name, text }) => !name.startsWith("messages/") && text.split("\n").length > 301);
  expect(long.map(({ name }) => name)).toEqual([]);
});

it("only the platform folder knows which platform it is, asks the device's clock, or touches a page's DOM", () => {
  const found = outside("platform/").filter(({ text }) => /Date\.now\(|performance\.now\(|\bdocument\.|\bnavigator\.\w|#ifdef MP/.test(text.replace(/\/\*[\s\S]*?\*\//g, "")));
  expect(found.map(({ name }) => name)).toEqual([]);
});

it("no Chinese stands in a component: every string is in the tables", () => {
  const found = files.filter(({ name, text }) => name.endsWith(".vue") && /[\u4e00-\u9fff]/.test(text));
  expect(found.map(({ name }) => name)).toEqual([]);
});

it("what holds other components has a scoped style: without one uni names it by its absolute path, and builds differ", () => {
  const found = files.filter(({ name, text }) => name.endsWith(".vue") && /from "\S+\.vue"/.test(text) && !text.includes("<style scoped>"));
  expect(found.map(({ name }) => name)).toEqual([]);
});
