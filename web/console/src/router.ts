/** Addresses. Each area is its own chunk, fetched when first entered. */
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router';
import { type Area, firstArea, isVisible } from '@/areas';
import { Problem } from '@/api/problem';
import { ensureMe } from '@/session/session';
import { token } from '@/session/token';

declare module 'vue-router' {
  interface RouteMeta {
    area?: Area;
    /** Shown without the menu around it. */
    isBare?: boolean;
    isPublic?: boolean;
  }
}

const page = (area: Area, component: RouteRecordRaw['component'], isBare = false): RouteRecordRaw =>
  ({ path: `/${area}`, name: area, component, meta: { area, isBare } }) as RouteRecordRaw;
const door = (name: string, component: RouteRecordRaw['component']): RouteRecordRaw =>
  ({ path: `/${name}`, name, component, meta: { isBare: true, isPublic: true } }) as RouteRecordRaw;

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('@/areas/HomePage.vue') },
  door('sign-in', () => import('@/areas/entrance/SignInPage.vue')),
  door('setup', () => import('@/areas/entrance/SetupPage.vue')),
  door('pair', () => import('@/areas/entrance/PairPage.vue')),
  page('dashboard', () => import('@/areas/dashboard/DashboardPage.vue')),
  page('incidents', () => import('@/areas/incidents/IncidentsPage.vue')),
  page('routes', () => import('@/areas/routes/RoutesPage.vue')),
  page('kitchen', () => import('@/areas/kitchen/KitchenPage.vue'), true),
  page('pos', () => import('@/areas/pos/PosPage.vue')),
  page('unconfirmed', () => import('@/areas/unconfirmed/UnconfirmedPage.vue')),
  page('unpaid', () => import('@/areas/unpaid/UnpaidPage.vue')),
  page('cases', () => import('@/areas/cases/CasesPage.vue')),
  page('orders', () => import('@/areas/orders/OrdersPage.vue')),
  page('books', () => import('@/areas/books/BooksPage.vue')),
  page('statements', () => import('@/areas/statements/StatementsPage.vue')),
  page('reports', () => import('@/areas/reports/ReportsPage.vue')),
  page('ladder', () => import('@/areas/ladder/LadderPage.vue')),
  page('members', () => import('@/areas/members/MembersPage.vue')),
  page('risk', () => import('@/areas/risk/RiskPage.vue')),
  page('policies', () => import('@/areas/policies/PoliciesPage.vue')),
  page('menu', () => import('@/areas/menu/MenuPage.vue')),
  page('feedback', () => import('@/areas/feedback/FeedbackPage.vue')),
  page('devices', () => import('@/areas/devices/DevicesPage.vue')),
  page('stores', () => import('@/areas/stores/StoresPage.vue')),
  page('staff', () => import('@/areas/staff/StaffPage.vue')),
  page('audit', () => import('@/areas/audit/AuditPage.vue')),
  page('settings', () => import('@/areas/settings/SettingsPage.vue')),
  page('account', () => import('@/areas/account/AccountPage.vue')),
  { path: '/:rest(.*)*', redirect: '/' },
];

export const router = createRouter({ history: createWebHashHistory(), routes });

router.beforeEach(async (to) => {
  if (to.meta.isPublic) return true;
  if (!token.value) return { name: 'sign-in', query: to.name === 'home' ? {} : { to: to.fullPath } };
  const me = await ensureMe().catch((error: unknown) => error);
  // Cut off from the server we cannot know the rights; the page shows that it is cut off.
  if (me instanceof Problem && me.status === 401) return { name: 'sign-in', query: { over: '1' } };
  if (me instanceof Error) return true;
  const known = me as Awaited<ReturnType<typeof ensureMe>>;
  if (to.name === 'home') return { name: firstArea(known) };
  return !to.meta.area || isVisible(to.meta.area, known) ? true : { name: firstArea(known) };
});
