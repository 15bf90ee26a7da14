/** Eaten here or taken away. */
import { ref } from "vue";

export type Service = "here" | "away";
export const SERVICES: Service[] = ["here", "away"];

export const service = ref<Service>("here");
