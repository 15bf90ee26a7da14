/** The numbers on a terminal's slip. */
const PLACE = 'wendan.terminal';

/** What the server takes as a voucher or terminal number. */
export const isSlipNumber = (text: string) => /^[0-9A-Za-z-]{1,32}$/.test(text.trim());

/** A till stands beside the same terminal all day. */
export const keptTerminal = () => localStorage.getItem(PLACE) ?? '1';
export const keepTerminal = (terminal: string) => localStorage.setItem(PLACE, terminal);
