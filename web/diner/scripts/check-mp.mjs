// Is the built mini-program whole? Every page and component is there, WeChat's own compilers take the markup and the
// styles, the main package fits, and nothing that exists only in a browser is reached.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const BUILT = fileURLToPath(new URL("../dist/build/mp-weixin", import.meta.url));
const LARGEST_MAIN_PACKAGE = 2 * 1024 * 1024;
/** The only tags our pages may use; WeChat's compiler takes unknown ones without a word. A `button` alone opens the customer service. */
const TAGS = ["view", "text", "image", "scroll-view", "input", "textarea", "slot", "block", "template", "button"];
/** What a mini-program's JavaScript does not have, and the one call home in uni's runtime. */
const BROWSER_ONLY = /\b(?:document|localStorage|sessionStorage|XMLHttpRequest|indexedDB)\s*[.([]|\bwindow\.\w|\bnavigator\.(?:locks|clipboard|onLine|serviceWorker)|preloadAssets/;

const compilers = join(dirname(createRequire(import.meta.url).resolve("miniprogram-compiler/package.json")), "bin/linux");

function filesUnder(folder, ending) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** One of WeChat's compilers (wcc, wcsc) over all files of a kind; its output, or a throw with its words. */
export function compile(compiler, ending) {
  const binary = join(compilers, compiler);
  chmodSync(binary, 0o755);
  const run = spawnSync(binary, filesUnder(BUILT, ending).map((file) => `./${file}`), {
    cwd: BUILT,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(`${compiler} ended with ${run.status}: ${run.stderr || run.error}`);
  return run.stdout;
}

/** Path of a component named in the json of `from`. */
export function componentPath(from, named) {
  return named.startsWith("/") ? named.slice(1) : relative(BUILT, join(BUILT, dirname(from), named));
}

export function readJson(file) {
  return JSON.parse(readFileSync(join(BUILT, file), "utf8"));
}

function missingParts() {
  const missing = [];
  const seen = new Set();
  const visit = (path, from) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const part of ["js", "json", "wxml"]) {
      if (!existsSync(join(BUILT, `${path}.${part}`))) missing.push(`${path}.${part} (named by ${from})`);
    }
    if (!existsSync(join(BUILT, `${path}.json`))) return;
    for (const named of Object.values(readJson(`${path}.json`).usingComponents ?? {})) visit(componentPath(path, named), path);
  };
  for (const page of readJson("app.json").pages) visit(page, "app.json");
  return missing;
}

function strangeTags() {
  return filesUnder(BUILT, ".wxml").flatMap((file) => {
    const own = Object.keys(readJson(file.replace(/wxml$/, "json")).usingComponents ?? {});
    const used = [...readFileSync(join(BUILT, file), "utf8").matchAll(/<([a-z][\w-]*)/g)].map((match) => match[1]);
    return used.filter((tag) => !TAGS.includes(tag) && !own.includes(tag)).map((tag) => `${file}: <${tag}>`);
  });
}

function browserOnly() {
  return filesUnder(BUILT, ".js").flatMap((file) => {
    const found = BROWSER_ONLY.exec(readFileSync(join(BUILT, file), "utf8"));
    return found ? [`${file}: ${found[0]}`] : [];
  });
}

function outsideAddresses() {
  return filesUnder(BUILT, ".wxss").filter((file) => /url\(\s*["']?(?:https?:)?\/\//.test(readFileSync(join(BUILT, file), "utf8")));
}

function syntaxErrors() {
  return filesUnder(BUILT, ".js").filter((file) => spawnSync(process.execPath, ["--check", join(BUILT, file)]).status !== 0);
}

function size() {
  return readdirSync(BUILT, { recursive: true })
    .map((file) => statSync(join(BUILT, file)))
    .filter((file) => file.isFile())
    .reduce((sum, file) => sum + file.size, 0);
}

function main() {
  const bytes = size();
  const problems = [
    ...missingParts(),
    ...strangeTags(),
    ...browserOnly(),
    ...outsideAddresses(),
    ...syntaxErrors(),
    ...(bytes > LARGEST_MAIN_PACKAGE ? [`main package of ${bytes} bytes`] : []),
  ];
  if (problems.length > 0) {
    console.error(problems.join("\n"));
    process.exit(1);
  }
  compile("wcc", ".wxml");
  compile("wcsc", ".wxss");
  const pages = readJson("app.json").pages.length;
  console.log(`mini-program: ${pages} pages, ${bytes} bytes, structure whole, wcc and wcsc take it.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
