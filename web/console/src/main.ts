import { VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';
import './styles/element';
import '@shared/tokens.css';
import './styles/base.css';
import { onSignedOut } from './api/client';
import { queryClient } from './api/query';
import App from './App.vue';
import { router } from './router';
import { startHeartbeat } from './session/heartbeat';
import { startPreferences } from './session/preferences';
import { forget } from './session/session';
import { reloadWhenOutdated } from './session/upgrade';

startPreferences();
reloadWhenOutdated();
startHeartbeat();
onSignedOut(() => {
  forget();
  void router.push({ name: 'sign-in', query: { over: '1' } });
});

createApp(App).use(router).use(VueQueryPlugin, { queryClient }).mount('#app');
