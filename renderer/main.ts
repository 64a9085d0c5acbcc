import './policy.ts';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { connectToHost } from './connection.ts';
import { DESKTOP, desktopOf } from './desktop/desktop.ts';
import { CLIENT } from './stores/client.ts';
import './styles/tokens.css';
import './styles/base.css';

createApp(App)
  .provide(CLIENT, connectToHost())
  .provide(DESKTOP, desktopOf(window.dartboard))
  .use(createPinia())
  .mount('#app');
