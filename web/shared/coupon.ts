/** A coupon's code as people read it out: two groups of five. */
export const couponText = (code: string) => `${code.slice(0, 5)} ${code.slice(5)}`;
