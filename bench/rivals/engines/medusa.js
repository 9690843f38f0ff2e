// Medusa: `computeActions` of its promotion module, given the rows that it would read from its
// database. It names what each promotion takes off each line; summing that up is left to others.
"use strict";
const { PromotionModuleService } = (() => {
  const promotion = require("@medusajs/promotion").default;
  return { PromotionModuleService: promotion.service };
})();
const { version } = require("@medusajs/promotion/package.json");
const { serve, offerOf, lineOf } = require("./serve.js");

const rule = (attribute, operator, value) => ({ attribute, operator, values: [{ value: String(value) }] });
const inCategory = (offer) => (offer.everywhere ? [] : [rule("items.product.category", "in", offer.category)]);

// A promotion's row with those that belong to it. Amounts are in the currency's main unit here.
function terms(offer) {
  switch (offer.kind) {
    case "multibuy":
      return {
        type: "buyget",
        application_method: {
          type: "percentage",
          value: 100,
          target_type: "items",
          allocation: "each",
          max_quantity: 1,
          apply_to_quantity: 1,
          buy_rules_min_quantity: offer.need - 1,
          buy_rules: inCategory(offer),
          target_rules: inCategory(offer),
        },
      };
    case "percent":
    case "coupon":
      return {
        type: "standard",
        application_method: {
          type: "percentage",
          value: offer.need,
          target_type: "items",
          allocation: "across",
          target_rules: inCategory(offer),
        },
      };
    case "threshold":
      if (!offer.everywhere) throw new Error("A threshold is on the whole cart.");
      return {
        type: "standard",
        rules: [rule("subtotal", "gte", offer.need / 100)],
        application_method: {
          type: "fixed",
          value: offer.off / 100,
          currency_code: "cny",
          target_type: "order",
          allocation: "across",
          target_rules: [],
        },
      };
  }
  throw new Error(offer.kind);
}

// The rows as the module's query hands them over: the largest value first.
const rowsOf = (offers) =>
  offers
    .map((offer, number) => ({
      id: `promotion-${number}`,
      code: `${number}-${offer.kind}-${offer.category}`,
      is_automatic: false,
      is_tax_inclusive: false,
      status: "active",
      rules: [],
      ...terms(offer),
    }))
    .sort((one, other) => other.application_method.value - one.application_method.value);

const cartOf = (lines) => ({
  currency_code: "cny",
  subtotal: lines.reduce((sum, line) => sum + line.price * line.quantity, 0) / 100,
  items: lines.map((line) => ({
    id: `line-${line.number}`,
    product: { category: line.category },
    quantity: line.quantity,
    subtotal: (line.price * line.quantity) / 100,
    original_total: (line.price * line.quantity) / 100,
    is_discountable: true,
  })),
});

function build(task) {
  if (task.form !== "stacking") throw new Error("Only buy-get promotions use units up here.");
  const rows = rowsOf(task.offers.map(offerOf));
  const cart = cartOf(task.lines.map(lineOf));
  const codes = rows.map((row) => row.code);
  const module = new PromotionModuleService(
    {
      baseRepository: { getFreshManager: () => ({}) },
      promotionService: { list: async () => rows },
    },
    {},
  );
  const price = async () => {
    const actions = await module.computeActions(codes, cart, { prevent_auto_promotions: true });
    const off = actions.reduce((sum, action) => sum + Number(action.amount), 0);
    return (cart.subtotal - off) * 100;
  };
  return { version: `Medusa ${version}, Node ${process.versions.node}`, price };
}

serve(build);
