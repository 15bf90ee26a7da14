/// <reference types="vite/client" />

/** Where the mini-program finds the API; set by MINI_PROGRAM_API at build time. */
declare const __MINI_PROGRAM_API__: string;

declare module "*.vue" {
  import type { DefineComponent } from "vue";
  const component: DefineComponent<object, object, unknown>;
  export default component;
}
