import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const api = process.env.WENDAN_API ?? 'http://127.0.0.1:8124';

export default defineConfig({
  base: './',
  plugins: [vue()],
  resolve: { alias: { '@': here('./src'), '@shared': here('../shared') } },
  // The server is one origin for pages and API; while developing, Vite passes these on.
  server: {
    port: Number(process.env.CONSOLE_PORT ?? 5190),
    host: '127.0.0.1',
    proxy: {
      '/api': api,
      '/pictures': api,
      '/live': { target: api.replace(/^http/, 'ws'), ws: true },
    },
    fs: { allow: [here('..')] },
  },
  build: {
    outDir: here(process.env.CONSOLE_OUT ?? '../../src/wendan/web/console'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 2048,
    chunkSizeWarningLimit: 900,
    reportCompressedSize: true,
  },
  test: { environment: 'happy-dom', include: ['test/**/*.test.ts'], setupFiles: ['test/setup.ts'] },
});
