import manifest from '../../package.json';

/** What heartbeats tell of this page. */
export const APP_VERSION = manifest.version;
