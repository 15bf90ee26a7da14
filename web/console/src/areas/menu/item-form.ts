/** A dish being edited, and what of it is to be sent. */
import type { EditItem, ItemView, Specification } from '@shared/types';
import type { ItemForm } from '@/api/menu';

/** Deep, so that typing in the form does not write into what was read. */
const copyOf = (groups: readonly Specification[]): Specification[] =>
  groups.map((group) => ({ ...group, choices: group.choices.map((choice) => ({ ...choice })) }));

export function formOf(item: ItemView | null, categoryId: string): ItemForm {
  return {
    category_id: categoryId,
    name: item?.name ?? '',
    name_en: item?.name_en ?? '',
    price_fen: item?.price_fen ?? 0,
    specifications: copyOf(item?.specifications ?? []),
    picture: item?.picture ?? '',
    description: item?.description ?? '',
    description_en: item?.description_en ?? '',
    station: item?.station ?? '',
  };
}

/** Only what differs is sent, so that two people editing different things do not undo each other. */
export function changesOf(before: ItemForm, after: ItemForm): EditItem {
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof ItemForm]),
  );
  return Object.fromEntries(changed) as EditItem;
}

/** Whether the server could take it: names, a price, groups that can be satisfied. */
export function isComplete(form: ItemForm): boolean {
  const groups = form.specifications.every(
    (group) =>
      group.name.trim() !== '' &&
      group.choices.length > 0 &&
      group.choices.every((choice) => choice.name.trim() !== '') &&
      group.least <= group.most &&
      group.most <= group.choices.length,
  );
  return form.name.trim() !== '' && form.name_en.trim() !== '' && form.price_fen > 0 && form.category_id !== '' && groups;
}
