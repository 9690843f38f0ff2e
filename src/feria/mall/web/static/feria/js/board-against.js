// A past stretch laid beside the present one. Data: {label, start, seconds, orders, payable}: running totals at each second with sales.
export class Against {
  constructor(data) {
    this.known = Boolean(data);
    this.label = data?.label ?? "";
    this.start = data ? Date.parse(data.start) : 0;
    this.seconds = data?.seconds ?? [];
    this.orders = data?.orders ?? [];
    this.payable = data?.payable ?? [];
  }

  // [orders, payable] by the end of that second since the start.
  at(second) {
    let low = 0;
    let high = this.seconds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.seconds[middle] <= second) low = middle + 1;
      else high = middle;
    }
    return low ? [this.orders[low - 1], this.payable[low - 1]] : [0, 0];
  }

  // The second at which it reached a milestone's amount; null if it never did.
  reached({ measure, amount }) {
    const totals = measure === "orders" ? this.orders : this.payable;
    const place = totals.findIndex((total) => total >= amount);
    return place < 0 ? null : this.seconds[place];
  }
}
