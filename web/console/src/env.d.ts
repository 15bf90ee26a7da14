/// <reference types="vite/client" />

/** The Barcode Detection API, which not every browser has and TypeScript's library does not name. */
declare class BarcodeDetector {
  constructor(options: { formats: string[] });
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
