/** From page to page. */
import type { OrderPlace } from "../api/diner";

const query = ({ storeId, orderId }: OrderPlace) => `?store=${storeId}&order=${orderId}`;

export const ways = {
  start: () => uni.reLaunch({ url: "/pages/entry/index?choose=1" }),
  menu: () => uni.redirectTo({ url: "/pages/menu/index" }),
  freshMenu: () => uni.reLaunch({ url: "/pages/menu/index" }),
  checkout: () => uni.navigateTo({ url: "/pages/checkout/index" }),
  pay: (place: OrderPlace) => uni.redirectTo({ url: `/pages/pay/index${query(place)}` }),
  payOver: (place: OrderPlace) => uni.navigateTo({ url: `/pages/pay/index${query(place)}` }),
  order: (place: OrderPlace) => uni.navigateTo({ url: `/pages/order/index${query(place)}` }),
  orders: () => uni.navigateTo({ url: "/pages/orders/index" }),
  account: (storeId: string) => uni.redirectTo({ url: `/pages/account/index?store=${storeId}` }),
  accountOver: (storeId: string) => uni.navigateTo({ url: `/pages/account/index?store=${storeId}` }),
  messagesOver: (storeId: string) => uni.navigateTo({ url: `/pages/messages/index?store=${storeId}` }),
  coupons: (storeId: string) => uni.navigateTo({ url: `/pages/coupons/index?store=${storeId}` }),
  ordersInstead: () => uni.redirectTo({ url: "/pages/orders/index" }),
  /** Back one page, or to the start when this page was opened by its address. */
  back: () => {
    if (getCurrentPages().length > 1) uni.navigateBack();
    else ways.start();
  },
};
