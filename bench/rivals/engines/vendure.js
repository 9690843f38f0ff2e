// Vendure: its OrderCalculator with its own promotions, conditions and actions. What it would ask of
// services (zones, tax rates, the facets of an article) is answered from memory; nothing is taxed.
"use strict";
const core = require("@vendure/core");
const { serve, offerOf, lineOf } = require("./serve.js");

const arg = (name, value) => ({ name, value: JSON.stringify(value) });
const NOWHERE = "0"; // no article of the cart has this number

// A promotion's conditions and actions, as the dashboard would save them.
function terms(offer, variantsOf) {
  switch (offer.kind) {
    case "multibuy": {
      const variants = variantsOf(offer.category);
      return {
        conditions: [
          {
            code: core.buyXGetYFreeCondition.code,
            args: [
              arg("amountX", offer.need),
              arg("variantIdsX", variants),
              arg("amountY", 1),
              arg("variantIdsY", variants),
            ],
          },
        ],
        actions: [{ code: core.buyXGetYFreeAction.code, args: [] }],
      };
    }
    case "percent":
      return {
        conditions: [],
        actions: [
          {
            code: core.discountOnItemWithFacets.code,
            args: [arg("discount", offer.need), arg("facets", [offer.category])],
          },
        ],
      };
    case "threshold":
      if (!offer.everywhere) throw new Error("A threshold is on the whole order.");
      return {
        conditions: [
          {
            code: core.minimumOrderAmount.code,
            args: [arg("amount", offer.need), arg("taxInclusive", false)],
          },
        ],
        actions: [{ code: core.orderFixedDiscount.code, args: [arg("discount", offer.off)] }],
      };
    case "coupon":
      return {
        couponCode: "held",
        conditions: [],
        actions: [{ code: core.orderPercentageDiscount.code, args: [arg("discount", offer.need)] }],
      };
  }
  throw new Error(offer.kind);
}

function orderOf(lines) {
  return new core.Order({
    id: 1,
    couponCodes: ["held"],
    surcharges: [],
    shippingLines: [],
    promotions: [],
    lines: lines.map(
      (line) =>
        new core.OrderLine({
          id: String(line.number),
          productVariant: new core.ProductVariant({ id: String(line.number) }),
          taxCategoryId: 1,
          quantity: line.quantity,
          orderPlacedQuantity: 0,
          listPrice: line.price,
          listPriceIncludesTax: false,
          adjustments: [],
          taxLines: [],
        }),
    ),
  });
}

// The facets of an article: its category.
function facetChecker(lines) {
  const facets = new Map(lines.map((line) => [String(line.number), [line.category]]));
  return new core.FacetValueChecker(null, { createCache: () => ({ get: async (id) => facets.get(id) }) });
}

function calculator() {
  const zone = { id: 1, members: [] };
  const untaxed = new core.TaxRate({ id: 1, name: "none", value: 0, enabled: true });
  const ctx = { channelId: 1, channel: { pricesIncludeTax: false, defaultTaxZone: zone } };
  const services = [
    core.getConfig(),
    { getAllWithMembers: async () => [zone] },
    { getApplicableTaxRate: async () => untaxed },
    null, // nothing is shipped
    null,
    new core.RequestContextCacheService(),
  ];
  return { ctx, calculator: new core.OrderCalculator(...services) };
}

async function build(task) {
  if (task.form !== "stacking") throw new Error("Nothing is used up by a promotion here.");
  const lines = task.lines.map(lineOf);
  await core.ensureConfigLoaded();
  await core.discountOnItemWithFacets.init({ get: () => facetChecker(lines) });
  const variantsOf = (category) => {
    const own = lines.filter((line) => line.category === category).map((line) => String(line.number));
    return own.length ? own : [NOWHERE];
  };
  const promotions = task.offers.map(offerOf).map(
    (offer, number) =>
      new core.Promotion({
        id: number + 1,
        name: `${offer.kind} ${offer.category}`,
        enabled: true,
        priorityScore: number,
        ...terms(offer, variantsOf),
      }),
  );
  const order = orderOf(lines);
  const { ctx, calculator: reckoner } = calculator();
  const price = async () => {
    for (const line of order.lines) line.adjustments = [];
    await reckoner.applyPriceAdjustments(ctx, order, promotions);
    return order.totalWithTax;
  };
  return { version: `Vendure ${core.VENDURE_VERSION}, Node ${process.versions.node}`, price };
}

serve(build);
