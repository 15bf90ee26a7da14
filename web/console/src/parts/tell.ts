/** Short words that pass by at the top of the page. */
import { ElMessage, ElMessageBox } from 'element-plus';
import { sorry, t } from '@/words';

export function tellDone(text: string): void {
  ElMessage({ message: text, type: 'success', grouping: true });
}

export function tellBad(text: string): void {
  ElMessage({ message: text, type: 'error', duration: 6000, grouping: true });
}

export function tellSorry(error: unknown): void {
  tellBad(sorry(error));
}

/** True when the person confirmed. */
export async function areYouSure(text: string, title: string, isGrave = false): Promise<boolean> {
  try {
    await ElMessageBox.confirm(text, title, {
      confirmButtonText: t('do.confirm'),
      cancelButtonText: t('do.cancel'),
      confirmButtonClass: isGrave ? 'el-button--danger' : '',
    });
    return true;
  } catch {
    return false;
  }
}

export async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  tellDone(t('said.copied'));
}
