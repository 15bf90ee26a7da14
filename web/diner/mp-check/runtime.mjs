/**
 * A stand-in for WeChat's runtime: loads the BUILT mini-program in a context without DOM, draws its pages with the
 * functions that WeChat's own wcc made of the markup, and calls what a tap is bound to. It is ours, so it proves our
 * code and the built bundle, not WeChat.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import vm from "node:vm";
import { BUILT, compile, componentPath, readJson } from "../scripts/check-mp.mjs";

const SPEED = 20;

/** Time runs faster inside, so that back-off and polling take milliseconds. */
function quickTime() {
  const began = Date.now();
  const now = () => began + (Date.now() - began) * SPEED;
  class QuickDate extends Date {
    constructor(...given) {
      if (given.length === 0) super(now());
      else super(...given);
    }
    static now = now;
  }
  const timers = new Set();
  let isStopped = false;
  /** A killed app starts nothing more, whatever of it is still on its way. */
  const kept = (start) => {
    if (isStopped) return undefined;
    const timer = start();
    timers.add(timer);
    return timer;
  };
  return {
    Date: QuickDate,
    setTimeout: (call, ms = 0) => kept(() => setTimeout(call, ms / SPEED)),
    setInterval: (call, ms) => kept(() => setInterval(call, ms / SPEED)),
    stop: () => {
      isStopped = true;
      timers.forEach(clearTimeout);
    },
  };
}

export class MiniProgram {
  constructor(wx) {
    this.time = quickTime();
    this.definitions = new Map();
    this.pages = [];
    this.loading = "";
    this.context = this.makeContext(wx);
    this.draw = this.loadMarkup();
    this.modules = new Map();
  }

  /** Start the app and open a page. */
  launch(path, query = {}) {
    this.require("app.js");
    this.app.onLaunch?.call(this.app, { path, query });
    this.app.onShow?.call(this.app, { path, query });
    this.open(path, query);
  }

  /** Kill the app: the next MiniProgram starts with nothing but the storage it is given. */
  kill() {
    this.time.stop();
    for (const page of this.pages.splice(0)) page.detach();
  }

  get page() {
    return this.pages.at(-1);
  }

  open(path, query) {
    const page = new Part(this, path, null, {});
    page.route = path;
    page.options = query;
    this.pages.push(page);
    page.attach();
    page.onLoad?.(query);
    page.onShow?.();
    page.onReady?.();
  }

  leave(count) {
    for (const page of this.pages.splice(-count)) {
      page.onUnload?.();
      page.detach();
    }
  }

  define(options) {
    this.definitions.set(this.loading, options);
  }

  definition(path) {
    if (!this.definitions.has(path)) {
      this.loading = path;
      this.require(`${path}.js`);
    }
    return this.definitions.get(path);
  }

  require(file) {
    const known = this.modules.get(file);
    if (known) return known.exports;
    const module = { exports: {} };
    this.modules.set(file, module);
    const code = readFileSync(join(BUILT, file), "utf8");
    const run = vm.compileFunction(code, ["require", "module", "exports"], { filename: file, parsingContext: this.context });
    run((named) => this.require(join(dirname(file), named)), module, module.exports);
    return module.exports;
  }

  makeContext(wx) {
    const navigation = {
      navigateTo: ({ url }) => this.go(url, 0),
      redirectTo: ({ url }) => this.go(url, 1),
      reLaunch: ({ url }) => this.go(url, this.pages.length),
      navigateBack: () => this.leave(1),
    };
    const globals = {
      ...this.time,
      wx: { ...wx, ...navigation, canIUse: () => true },
      clearTimeout,
      clearInterval,
      console,
      App: (app) => (this.app = app),
      Page: (options) => this.define(options),
      Component: (options) => this.define(options),
      getApp: () => this.app,
      getCurrentPages: () => this.pages,
    };
    const context = vm.createContext(globals);
    context.global = context;
    return context;
  }

  go(url, leaving) {
    const [path, query = ""] = url.replace(/^\//, "").split("?");
    this.leave(leaving);
    this.open(path, Object.fromEntries(new URLSearchParams(query)));
  }

  loadMarkup() {
    const page = vm.createContext({ console, setTimeout, document: {} });
    page.window = page;
    page.global = page;
    vm.runInContext(`var __wxAppCode__ = {}, __WXML_GLOBAL__ = undefined;\n${compile("wcc", ".wxml")}\nthis.$gwx = $gwx;`, page);
    return (path, data) => page.$gwx(`./${path}.wxml`)(data, {});
  }
}

/** A page or component: its data, its drawn tree, the components inside it. */
class Part {
  constructor(program, path, owner, attributes) {
    this.program = program;
    this.path = path;
    this.owner = owner;
    this.attributes = attributes;
    this.inner = new Map();
    this.tree = null;
    this.isAttached = false;
    const options = program.definition(path);
    this.made = options;
    this.data = { ...structuredCloneOf(options.data) };
    for (const [name, property] of Object.entries(options.properties ?? {})) this.data[name] = property?.value;
    Object.assign(this, options.methods);
    if (options.created) options.created.call(this);
  }

  get properties() {
    return this.data;
  }

  get is() {
    return this.path;
  }

  attach() {
    this.take(this.attributes, false);
    this.made.lifetimes?.created?.call(this);
    this.made.lifetimes?.attached?.call(this);
    // What is inside comes to life only after this part has.
    this.isAttached = true;
    this.redraw();
    this.made.lifetimes?.ready?.call(this);
  }

  detach() {
    for (const part of this.inner.values()) part.detach();
    this.inner.clear();
    this.isAttached = false;
    this.made.lifetimes?.detached?.call(this);
  }

  /** New attributes from the owner's markup. */
  take(attributes, tells = true) {
    const before = this.data.uP;
    this.attributes = attributes;
    for (const [name, value] of Object.entries(attributes)) {
      if (name in (this.made.properties ?? {})) this.data[name] = value;
    }
    if (attributes.uS !== undefined) this.made.properties.uS?.observer?.call(this, attributes.uS);
    if (tells && before !== this.data.uP) this.made.observers?.uP?.call(this, this.data.uP);
  }

  setData(changes, done) {
    for (const [path, value] of Object.entries(changes)) setPath(this.data, path, value);
    this.redraw();
    done?.();
  }

  triggerEvent(name, detail) {
    const handler = this.attributes[`bind:${name}`] ?? this.attributes[`bind${name}`];
    if (handler && this.owner) this.owner[handler]?.({ type: name, detail, target: {}, currentTarget: {} });
  }

  createSelectorQuery() {
    throw new Error("not simulated");
  }

  redraw() {
    if (!this.isAttached) return;
    const tree = this.program.draw(this.path, this.data);
    this.tree = tree;
    const used = readJson(`${this.path}.json`).usingComponents ?? {};
    const seen = new Set();
    this.place(tree, used, seen);
    // Drawn again meanwhile, by something a component inside did: that drawing counts.
    if (this.tree !== tree) return;
    for (const [id, part] of this.inner) {
      if (seen.has(id)) continue;
      part.detach();
      this.inner.delete(id);
    }
  }

  /** Make, or give new attributes to, the component behind every custom tag. */
  place(node, used, seen) {
    for (const child of node.children ?? []) {
      if (typeof child !== "object") continue;
      const named = used[child.tag?.replace(/^wx-/, "")];
      if (named) {
        const id = String(child.attr.uI);
        seen.add(id);
        const known = this.inner.get(id);
        if (known) known.take(child.attr);
        else {
          const part = new Part(this.program, componentPath(this.path, named), this, child.attr);
          this.inner.set(id, part);
          part.attach();
        }
        child.part = this.inner.get(id);
      }
      this.place(child, used, seen);
    }
  }

  /** The composed tree as a flat list of { tag, attr, owner, text, parent }. */
  nodes() {
    const found = [];
    walk(this.tree, this, null, [], found);
    return found;
  }

  /** All words on the page. */
  words() {
    return this.nodes().map((node) => node.text).filter(Boolean).join(" ");
  }
}

function walk(node, owner, parent, slots, found) {
  if (typeof node !== "object") {
    found.push({ text: String(node), parent, owner });
    return;
  }
  if (node.tag === "wx-slot") {
    const name = node.attr?.name ?? "";
    const given = slots.at(-1);
    for (const child of given?.children ?? []) {
      if ((child.attr?.slot ?? "") === name) walk(child, given.owner, parent, given.slots, found);
    }
    return;
  }
  if (node.part) {
    const given = { children: node.children ?? [], owner, slots };
    for (const child of node.part.tree?.children ?? []) walk(child, node.part, parent, [given], found);
    return;
  }
  const here = { tag: node.tag, attr: node.attr ?? {}, owner, parent };
  found.push(here);
  for (const child of node.children ?? []) walk(child, owner, here, slots, found);
}

/** Tap a node: every handler from it upwards, until one catches. */
export function tap(node) {
  for (let at = node; at; at = at.parent) {
    const [caught, bound] = [at.attr?.catchtap, at.attr?.bindtap];
    const handler = caught ?? bound;
    if (handler) at.owner[handler]({ type: "tap", detail: {}, target: {}, currentTarget: { dataset: {} }, timeStamp: 1 });
    if (caught) return;
  }
}

function setPath(data, path, value) {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== "");
  const last = keys.pop();
  let at = data;
  for (const key of keys) at = at[key] ??= {};
  at[last] = value;
}

function structuredCloneOf(value) {
  return JSON.parse(JSON.stringify(typeof value === "function" ? {} : (value ?? {})));
}
