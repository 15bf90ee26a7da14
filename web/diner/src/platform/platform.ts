/** What differs between a browser and the mini-program; nothing outside this folder asks which one it is. */
import type { QueueLock, QueueStorage } from "../../../shared/offline-queue-ports";
import type { DeviceClocks } from "../../../shared/server-clock";
import type { ClientKind, Entry } from "../../../shared/types";

/** What the device says became of a payment; never believed, only a hint about which words to show. */
export type PayHint = "came-back" | "cancelled" | "failed";

/** What the payment app's own page sent this browser back with. */
export interface CameBack {
  code: string;
  state: string;
}

/** How somebody arrived: the page's query, or a mini-program code's `scene`. */
export type Arrival = Record<string, string | undefined>;

export interface Platform {
  readonly client: ClientKind;
  readonly ownEntry: Entry;
  /** The start of every API address; empty on the API's own origin. */
  readonly apiBase: string;
  readonly socketBase: string;
  /** The start of every picture address, never empty: uni looks for bare paths below the page. */
  readonly pictureBase: string;
  readonly clocks: DeviceClocks;
  readonly storage: QueueStorage;
  readonly lock: QueueLock;
  readonly language: string | undefined;
  readonly canScan: boolean;
  /** Whether people can write to the shop's customer service from here. */
  readonly hasServiceDesk: boolean;

  /** 22 characters of [0-9A-Za-z_-] that nobody guesses or makes twice. */
  newId(): string;
  isOnline(): boolean;
  /** The network came or went. */
  onNetwork(call: (isOnline: boolean) => void): void;
  /** The customer looks at the app again; returns how to stop hearing it. */
  onShow(call: () => void): () => void;
  /** The customer looks elsewhere, or the page goes away; returns how to stop hearing it. */
  onLeave(call: () => void): () => void;
  /** What kind of network there is now (`4g`, `wifi`, …; "" where the device does not say); returns how to stop. */
  onNetworkKind(call: (kind: string) => void): () => void;
  networkKind(): string;
  /** Say something to the server that may outlive the page; never answered, never failing. */
  whisper(url: string, token: string, body: object): void;
  /** Another tab changed the storage. */
  onStorageChange(call: () => void): void;
  /** A newer version of the pages lies ready; `reload` switches to it. */
  onUpdate(call: (reload: () => void) => void): void;
  /** What the payment app gives for signing in; null where there is none. */
  signInCode(): Promise<string | null>;
  /** Somebody comes back from the payment app's page; null in all other cases. */
  readonly cameBack: CameBack | null;
  /** Where in our pages the customer is. */
  whereabouts(): string;
  /** Go to the payment app's page and back again to `from`; false where the customer is elsewhere already, or it cannot lead back. */
  leaveFor(address: string, from: string): boolean;
  /** Open the payment app with what the server prepared. */
  pay(parameters: Record<string, string>): Promise<PayHint>;
  /** Leave this page for the channel's own, as the form it wants to be sent; false where there is no browser. */
  openForm(url: string, fields: Record<string, string>): boolean;
  /** Ask for one message of each template, in the same tap that submits; the ones that were allowed. */
  askConsent(templates: string[]): Promise<string[]>;
  /** The text of a scanned code; null when given up. */
  scan(): Promise<string | null>;
  copy(text: string): Promise<boolean>;
  useLanguage(locale: string): void;
  /** Put keyboard and screen reader on what has just opened; returns how to give the focus back. */
  focusOn(selector: string): () => void;
  /** Tell screen readers what the field below `selector` is for; uni keeps attributes on its wrapper. */
  nameField(selector: string, words: string): void;
  /** The customer pressed Escape; returns how to stop hearing it. */
  onEscape(call: () => void): () => void;
  /** Anybody touched the screen or a key. */
  onTouch(call: () => void): () => void;
}
