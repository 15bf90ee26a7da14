/** Tests read Chinese, whatever machine they run on. */
import { preferences } from '@/session/preferences';

preferences.locale = 'zh-CN';
