import manifest from '../../package.json';

/** What heartbeats and pairing tell of this page. */
export const APP_VERSION = manifest.version;
