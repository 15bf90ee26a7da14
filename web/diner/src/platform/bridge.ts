/** What a payment app puts into the pages of its own browser, some moment after they have loaded. */

interface Bridges {
  WeixinJSBridge: WeixinBridge;
  AlipayJSBridge: AlipayBridge;
}
export interface WeixinBridge {
  invoke(name: string, parameters: object, answer: (result: { err_msg?: string }) => void): void;
}
export interface AlipayBridge {
  call(name: string, parameters: object, answer: (result: { resultCode?: string }) => void): void;
}
declare global {
  interface Window extends Partial<Bridges> {}
}

/** An app that has not shown itself by then will not open anything; the server is asked instead. */
export const BRIDGE_WITHIN_MS = 5_000;

/** The app's bridge, null where none comes. */
export function bridgeOf<Name extends keyof Bridges>(name: Name): Promise<Bridges[Name] | null> {
  const there = () => (window as Partial<Bridges>)[name] ?? null;
  return new Promise((resolve) => {
    const known = there();
    if (known) return resolve(known);
    const waiting = setTimeout(() => resolve(there()), BRIDGE_WITHIN_MS);
    document.addEventListener(
      `${name}Ready`,
      () => {
        clearTimeout(waiting);
        resolve(there());
      },
      { once: true },
    );
  });
}
