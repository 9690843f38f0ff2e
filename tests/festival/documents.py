"""Festival documents that are wrong on purpose.

A line that should be complained about ends in ``# <-- code path``; several complaints are parted by `` ; ``.
What the mark says is exactly what must be found: the line, the code and the path, and nothing else.
"""

from __future__ import annotations

import re
from typing import NamedTuple

HEAD = """\
feria: 1
id: trial
name: Trial
currency: USD
time_zone: America/New_York
shops: [grocery, produce]
"""
DAY = """\
phases:
  - id: main
    name: The day
    days: 2026-11-11
    periods:
      - {id: frenzy, hours: 00:00 to 02:00}
      - {id: closing, hours: 21:00 to 24:00}
"""
SOUND = HEAD + DAY


class Complaint(NamedTuple):
    """What a marked line expects."""

    line: int
    code: str
    path: str


class Wrong(NamedTuple):
    """A document and what makes it wrong."""

    name: str
    text: str

    @property
    def expected(self) -> set[Complaint]:
        """The complaints that the marks ask for."""
        found = set()
        for number, line in enumerate(self.text.splitlines(), start=1):
            _, _, marks = line.partition("# <-- ")
            for mark in filter(None, marks.split(" ; ")):
                code, _, path = mark.strip().partition(" ")
                found.add(Complaint(number, code, path))
        return found


def promotion(*lines: str, **fields: str) -> str:
    """A sound promotion with fields replaced (or left out, when given as "")."""
    whole = {"id": "offer", "name": "Offer", "lane": "item", "benefit": "{percent_off: 10%}"} | fields
    body = [f"{name}: {value}" for name, value in whole.items() if value] + list(lines)
    return "promotions:\n  - " + "\n    ".join(body) + "\n"


def coupon(**fields: str) -> str:
    """A sound coupon with fields replaced."""
    tiers = "{spend_tiers: [{spend: 10, off: 1}]}"
    whole = {
        "id": "one-off-ten",
        "name": "1 off 10",
        "stock": "10",
        "use": "{phase: main}",
        "benefit": tiers,
    } | fields
    body = [f"{name}: {value}" for name, value in whole.items() if value]
    return "coupons:\n  - " + "\n    ".join(body) + "\n"


def tiers(*steps: str) -> str:
    """A promotion of the shop lane with tiers, one on each line."""
    return promotion(
        "benefit:", "  spend_tiers:", *(f"    - {step}" for step in steps), lane="shop", benefit=""
    )


def group(**fields: str) -> str:
    """A sound group buy with fields replaced."""
    written = {
        "id": "together",
        "name": "Together",
        "sku": "1",
        "price": "8.00",
        "size": "3",
        "hours": "12",
        "when": "{phase: main}",
        **fields,
    }
    return "group:\n  - " + "\n    ".join(f"{name}: {value}" for name, value in written.items()) + "\n"


def ladder(**fields: str) -> str:
    """A sound ladder of one day with fields replaced."""
    written = {
        "id": "fall",
        "name": "Fall",
        "sku": "1",
        "units": "10",
        "from": "2026-11-11",
        "off": "[10%]",
        **fields,
    }
    return "ladder:\n  - " + "\n    ".join(f"{name}: {value}" for name, value in written.items()) + "\n"


def presale(*goods: str, **fields: str) -> str:
    """A sound presale with fields replaced and goods, one on each line."""
    written = {
        "id": "ahead",
        "name": "Ahead",
        "deposit": "{phase: main, period: frenzy}",
        "balance": "{phase: main, period: closing}",
        **fields,
    }
    body = [f"{name}: {value}" for name, value in written.items()]
    lines = goods or ("{sku: 1, price: 20.00, deposit: 2.00, counts_as: 4.00}",)
    return "presale:\n  - " + "\n    ".join([*body, "products:", *(f"  - {good}" for good in lines)]) + "\n"


def rush(*goods: str, **fields: str) -> str:
    """A sound rush session with fields replaced and goods, one on each line."""
    whole = {
        "id": "ten-am",
        "name": "Ten",
        "from": "2026-11-11 10:00",
        "to": "2026-11-11 12:00",
        **fields,
    }
    body = [f"{name}: {value}" for name, value in whole.items() if value]
    lines = goods or ("{sku: 1082185, price: 0.50, units: 10}",)
    return "rush:\n  - " + "\n    ".join([*body, "products:", *(f"  - {good}" for good in lines)]) + "\n"


def phases(*items: str) -> str:
    return "phases:\n" + "".join(f"  - {item}\n" for item in items)


def changed(old: str, new: str, text: str = SOUND) -> str:
    """The sound document with one piece replaced."""
    assert old in text
    return text.replace(old, new)


SCHEMA = [
    Wrong("an unknown field of the document", SOUND + "promotion: []  # <-- unknown-field promotion\n"),
    Wrong(
        "an unknown field of a promotion",
        SOUND + promotion(wen="{phase: main}  # <-- unknown-field promotions[0].wen"),
    ),
    Wrong("a missing field", SOUND + "promotions:\n  - id: offer  # <-- missing-field promotions[0]\n    name: Offer\n    lane: item\n"),
    Wrong("several missing fields of the head", "feria: 1  # <-- missing-field \nid: trial\nname: Trial\ncurrency: USD\ntime_zone: UTC\nshops: [grocery]\n"),
    Wrong("a version of another time", changed("feria: 1", "feria: 2  # <-- unknown-version feria")),
    Wrong("a field written twice", SOUND + "intro: One\nintro: Two  # <-- duplicate-field intro\n"),
    Wrong("a field left empty", SOUND + "intro:  # <-- empty-field intro\n"),
    Wrong("text where a list belongs", changed("shops: [grocery, produce]", "shops: grocery  # <-- wrong-shape shops")),
    Wrong("a list where fields belong", SOUND + "targets: [1, 2]  # <-- wrong-shape targets\n"),
    Wrong("a list that may not be empty", changed("[grocery, produce]", "[]  # <-- too-few shops")),
    Wrong("an id with capitals", changed("id: trial", "id: My Trial  # <-- wrong-value id")),
    Wrong("an unknown lane", SOUND + promotion(lane="shopp  # <-- unknown-choice promotions[0].lane")),
    Wrong("an unknown language", changed("name: Trial", "name: {en: Trial, fr: Essai}  # <-- unknown-choice name.fr")),
    Wrong("a comma in plain text", changed("name: Trial", "name: {en: Trial, by fire}  # <-- unquoted-comma name.by fire")),
    Wrong("a name missing in a listed language", changed("name: Trial", "languages: [en, es]\nname: {en: Trial}  # <-- untranslated name")),
    Wrong("a name missing in the first language", changed("name: Trial", "languages: [es, en]\nname: {en: Trial}  # <-- missing-field name")),
    Wrong("an unknown time zone", changed("America/New_York", "America/NewYork  # <-- wrong-value time_zone")),
    Wrong("an unknown currency", changed("currency: USD", "currency: $  # <-- wrong-value currency")),
    Wrong("a word for a flag", SOUND + promotion(conditions="{birthday: yes}  # <-- wrong-value promotions[0].conditions.birthday")),
    Wrong("an alias", SOUND + "intro: &a Hello\ntargets: *a  # <-- alias targets\n"),
    Wrong("a tag", SOUND + "intro: !!python/object:os.system Hello  # <-- tag intro\n"),
]  # fmt: skip

MONEY = [
    Wrong("a negative price", SOUND + promotion(benefit="{fixed_price: -1.00}  # <-- negative promotions[0].benefit.fixed_price")),
    Wrong("a price in another currency", SOUND + promotion(benefit="{fixed_price: 3.00 EUR}  # <-- currency-mismatch promotions[0].benefit.fixed_price")),
    Wrong("a price with too many decimals", SOUND + promotion(benefit="{fixed_price: 3.005}  # <-- too-fine promotions[0].benefit.fixed_price")),
    Wrong("a price with a sign", SOUND + promotion(benefit="{fixed_price: $3.00}  # <-- wrong-value promotions[0].benefit.fixed_price")),
    Wrong("nothing off", SOUND + promotion(benefit="{amount_off: 0.00}  # <-- too-small promotions[0].benefit.amount_off")),
    Wrong("an enormous amount", SOUND + promotion(benefit="{amount_off: 99999999999999}  # <-- too-large promotions[0].benefit.amount_off")),
    Wrong("a rate without its sign", SOUND + promotion(benefit="{percent_off: 0.1}  # <-- wrong-value promotions[0].benefit.percent_off")),
    Wrong("a rate above all", SOUND + promotion(benefit="{percent_off: 120%}  # <-- over-100 promotions[0].benefit.percent_off")),
    Wrong("a rate of nothing", SOUND + promotion(benefit="{percent_off: 0%}  # <-- too-small promotions[0].benefit.percent_off")),
    Wrong("a stock of nothing", SOUND + coupon(stock="0  # <-- too-small coupons[0].stock")),
]  # fmt: skip

TIME = [
    Wrong("a day where a time is needed", SOUND + promotion(when="{from: 2026-11-11, until: 2026-11-12 00:00}  # <-- time-needed promotions[0].when.from")),
    Wrong("a day that is not in the calendar", changed("2026-11-11", "2026-11-31  # <-- wrong-value phases[0].days")),
    Wrong("an hour that comes twice", HEAD + phases("{id: main, name: A, from: 2026-11-01 01:30, until: 2026-11-02 00:00}  # <-- time-twice phases[0].from")),
    Wrong("an hour that does not exist", HEAD + phases("{id: main, name: A, from: 2026-03-08 02:30, until: 2026-03-09 00:00}  # <-- time-skipped phases[0].from")),
    Wrong("daily hours that come twice on one day", HEAD + phases("{id: warm-up, name: A, days: 2026-10-31 to 2026-11-02, periods: [{id: frenzy, hours: 01:00 to 03:00}]}  # <-- time-twice phases[0].periods[0].hours")),
    Wrong("an offset that the clocks do not show", HEAD + phases("{id: main, name: A, from: 2026-11-01 01:30 -07:00, until: 2026-11-02 00:00}  # <-- wrong-offset phases[0].from")),
    Wrong("an end before its start", HEAD + phases("{id: main, name: A, from: 2026-11-02 00:00, until: 2026-11-01 00:00}  # <-- empty-window phases[0].until")),
    Wrong("hours that end before they start", changed("21:00 to 24:00", "21:00 to 02:00", SOUND).replace("02:00}\n      - {id: closing, hours: 21:00 to 02:00}", "02:00}\n      - {id: closing, hours: 21:00 to 02:00}  # <-- empty-window phases[0].periods[1].hours")),
    Wrong("phases that overlap", HEAD + phases("{id: warm-up, name: A, days: 2026-11-01 to 2026-11-11}", "{id: main, name: B, days: 2026-11-11}  # <-- phase-overlap phases[1]")),
    Wrong("phases out of order", HEAD + phases("{id: main, name: A, days: 2026-11-11}", "{id: encore, name: B, days: 2026-11-10}  # <-- phase-order phases[1]")),
    Wrong("kinds out of order", HEAD + phases("{id: main, name: A, days: 2026-11-10}", "{id: warm-up, name: B, days: 2026-11-11}  # <-- phase-kind-order phases[1]")),
    Wrong("a pause between phases", HEAD + phases("{id: warm-up, name: A, days: 2026-11-01 to 2026-11-09}", "{id: main, name: B, days: 2026-11-11}  # <-- phase-gap phases[1]")),
    Wrong("a phase without a time", HEAD + phases("{id: main, name: A}  # <-- missing-field phases[0]")),
    Wrong("a phase timed twice", HEAD + phases("{id: main, name: A, days: 2026-11-11, until: 2026-11-12 00:00}  # <-- when-mixed phases[0]")),
    Wrong("a phase of no known kind", HEAD + phases("{id: party, name: A, days: 2026-11-11}  # <-- missing-field phases[0]")),
    Wrong("periods that overlap", changed("{id: closing, hours: 21:00 to 24:00}", "{id: closing, hours: 01:00 to 24:00}  # <-- period-overlap phases[0].periods[1]")),
    Wrong("a period outside its phase", HEAD + phases("{id: main, name: A, from: 2026-11-11 08:00, until: 2026-11-11 12:00, periods: [{id: frenzy, hours: 00:00 to 02:00}]}  # <-- period-outside-phase phases[0].periods[0]")),
    Wrong("an unknown phase", SOUND + promotion(when="{phase: mian}  # <-- unknown-phase promotions[0].when.phase")),
    Wrong("an unknown period", SOUND + promotion(when="{phase: main, period: [frenzy, rational]}  # <-- unknown-period promotions[0].when.period[1]")),
    Wrong("a period without its phase", SOUND + promotion(when="{period: frenzy}  # <-- missing-field promotions[0].when")),
    Wrong("a period and hours", SOUND + promotion(when="{phase: main, period: frenzy, hours: 00:00 to 01:00}  # <-- period-and-hours promotions[0].when")),
    Wrong("a time given in two ways", SOUND + promotion(when="{phase: main, days: 2026-11-11}  # <-- when-mixed promotions[0].when")),
    Wrong("a promotion outside the festival", SOUND + promotion(when="{days: 2026-11-10 to 2026-11-11}  # <-- outside-festival promotions[0].when")),
    Wrong("a coupon claimed outside the festival", SOUND + coupon(claim="{days: 2026-11-10 to 2026-11-11}  # <-- outside-festival coupons[0].claim")),
    Wrong("a coupon used in two spans", SOUND + coupon(use="{phase: main, period: [frenzy, closing]}  # <-- split-window coupons[0].use")),
    Wrong("a coupon used before it is claimed", SOUND + coupon(claim="{phase: main, period: closing}", use="{phase: main, period: frenzy}  # <-- use-before-claim coupons[0].use")),
]  # fmt: skip

OFFERS = [
    Wrong("an unknown benefit", SOUND + promotion(benefit="{percent: 10%}  # <-- unknown-benefit promotions[0].benefit.percent")),
    Wrong("no benefit", SOUND + promotion(benefit="{}  # <-- no-benefit promotions[0].benefit")),
    Wrong("two benefits", SOUND + promotion(benefit="{percent_off: 10%, amount_off: 1}  # <-- many-benefits promotions[0].benefit")),
    Wrong("a cap on what cannot be capped", SOUND + promotion(benefit="{percent_off: 10%, at_most: 1}  # <-- unknown-field promotions[0].benefit.at_most")),
    Wrong("an unknown condition", SOUND + promotion(conditions="{level: 2}  # <-- unknown-condition promotions[0].conditions.level")),
    Wrong("an unknown scope", SOUND + promotion(scope="{categories: [grocery]}  # <-- unknown-scope promotions[0].scope.categories")),
    Wrong("a scope in a word", SOUND + promotion(scope="everything  # <-- unknown-scope promotions[0].scope")),
    Wrong("a scope of nothing", SOUND + promotion(scope="{}  # <-- no-scope promotions[0].scope")),
    Wrong("a scope taken back", SOUND + promotion(scope="{shop: produce, except: {shop: produce}}  # <-- scope-empty promotions[0].scope.except")),
    Wrong("tiers that do not ascend", SOUND + tiers("{spend: 30, off: 3}", "{spend: 20, off: 5}  # <-- tier-order promotions[0].benefit.spend_tiers[1]")),
    Wrong("a tier at the same threshold", SOUND + tiers("{spend: 30, off: 3}", "{spend: 30, off: 5}  # <-- tier-order promotions[0].benefit.spend_tiers[1]")),
    Wrong("a tier that a lower one equals", SOUND + tiers("{spend: 30, off: 5}", "{spend: 60, off: 5}  # <-- tier-beaten promotions[0].benefit.spend_tiers[1].off")),
    Wrong("a tier that a lower rate beats", SOUND + tiers("{spend: 30, off: 10%}", "{spend: 60, off: 5}  # <-- tier-beaten promotions[0].benefit.spend_tiers[1].off")),
    Wrong("a rate that a lower rate beats", SOUND + tiers("{spend: 30, off: 10%}", "{spend: 60, off: 8%}  # <-- tier-beaten promotions[0].benefit.spend_tiers[1].off")),
    Wrong("a tier above the cap", SOUND + promotion(lane="shop", benefit="{at_most: 5, spend_tiers: [{spend: 30, off: 4}, {spend: 60, off: 8}]}  # <-- tier-capped promotions[0].benefit.spend_tiers[1].off")),
    Wrong("quantity tiers that do not ascend", SOUND + promotion(lane="shop", benefit="{quantity_tiers: [{quantity: 3, off: 10%}, {quantity: 2, off: 20%}]}  # <-- tier-order promotions[0].benefit.quantity_tiers[1]")),
    Wrong("a gift by mistake", SOUND + tiers("{spend: 30, off: 40}  # <-- gives-too-much promotions[0].benefit.spend_tiers[0].off")),
    Wrong("all units of a bundle free", SOUND + promotion(lane="bundle", benefit="{buy_get: {of: 2, cheapest: 2}}  # <-- buy-get-units promotions[0].benefit.buy_get.cheapest")),
    Wrong("a benefit in a lane that does not know it", SOUND + promotion(lane="bundle  # <-- lane-benefit promotions[0].lane")),
    Wrong("a shop's promotion in the mall's lane", SOUND + promotion(shop="produce", lane="mall  # <-- lane-shop promotions[0].lane", benefit="{spend_tiers: [{spend: 10, off: 1}]}")),
    Wrong("funders who do not bear all", SOUND + promotion(funders="{shop: 60%, mall: 30%}  # <-- funders-sum promotions[0].funders")),
    Wrong("exclusive promotions at the same time", SOUND + promotion(exclusive="soda") + promotion(id="other", exclusive="soda  # <-- exclusive-overlap promotions[1].exclusive").removeprefix("promotions:\n")),
    Wrong("exclusive coupons at the same time", SOUND + coupon(exclusive="one") + coupon(id="other", exclusive="one  # <-- exclusive-overlap coupons[1].exclusive").removeprefix("coupons:\n")),
    Wrong("a tier that gives less where it starts", SOUND + tiers("{spend: 50, off: 10}", "{spend: 60, off: 10%}  # <-- tier-drops promotions[0].benefit.spend_tiers[1].off")),
    Wrong("a tier that the cap already fills", SOUND + promotion(lane="shop", benefit="{at_most: 5, spend_tiers: [{spend: 30, off: 5}, {spend: 60, off: 10%}]}  # <-- tier-beaten promotions[0].benefit.spend_tiers[1].off")),
    Wrong("a repeating reduction above its cap", SOUND + promotion(lane="shop", benefit="{at_most: 3, every_spend: {spend: 30, off: 4}}  # <-- tier-capped promotions[0].benefit.every_spend.off")),
    Wrong("a reduction by units above its cap", SOUND + promotion(lane="shop", benefit="{at_most: 3, every_quantity: {quantity: 3, off: 4}}  # <-- tier-capped promotions[0].benefit.every_quantity.off")),
    Wrong("a coupon claimed after its use", SOUND + coupon(claim="{phase: main}  # <-- claim-after-use coupons[0].claim", use="{phase: main, period: frenzy}")),
    Wrong("years of birth in the wrong order", SOUND + promotion(conditions="{birth_year: {from: 1990, to: 1980}}  # <-- years-order promotions[0].conditions.birth_year")),
    Wrong("a combo of one part", SOUND + promotion(lane="bundle", benefit="{combo: {price: 3, parts: [{goods: all}]}}  # <-- too-few promotions[0].benefit.combo.parts")),
    Wrong("an add-on without its price", SOUND + promotion(lane="bundle", benefit="{add_on: {goods: all}}  # <-- missing-field promotions[0].benefit.add_on")),
    Wrong("an unknown scope inside a combo", SOUND + promotion(lane="bundle", benefit="{combo: {price: 3, parts: [{goods: all}, {goods: {colour: red}}]}}  # <-- unknown-scope promotions[0].benefit.combo.parts[1].goods.colour")),
]  # fmt: skip

AFTER = [
    Wrong("free shipping that is not free", SOUND + promotion(lane="shipping", benefit="{free_shipping: false}  # <-- wrong-value promotions[0].benefit.free_shipping")),
    Wrong("a word that repeats nothing", SOUND + promotion(lane="shop", benefit="{every_spend: {spend: 30, off: 4}, every: true}  # <-- unknown-field promotions[0].benefit.every")),
    Wrong("points worth nothing", SOUND + promotion(lane="points", benefit="{pay_with_points: {worth: 0}}  # <-- too-small promotions[0].benefit.pay_with_points.worth")),
    Wrong("points that pay more than all", SOUND + promotion(lane="points", benefit="{pay_with_points: {worth: 0.01, at_most: 130%}}  # <-- over-100 promotions[0].benefit.pay_with_points.at_most")),
    Wrong("points in another lane", SOUND + promotion(lane="mall  # <-- lane-benefit promotions[0].lane", benefit="{pay_with_points: {worth: 0.01}}")),
    Wrong("a threshold of a grant in another currency", SOUND + promotion(lane="grant", benefit="{earn_points: {points: 1, every: 10 EUR}}  # <-- currency-mismatch promotions[0].benefit.earn_points.every")),
    Wrong("points that belong to money", SOUND + promotion(lane="grant", benefit="{earn_points: {points: 1, value: 3.00}}  # <-- unknown-field promotions[0].benefit.earn_points.value")),
    Wrong("a cap on what is given once", SOUND + promotion(lane="grant", benefit="{draw_chances: {draw: balls, at_most: 3}}  # <-- cap-without-every promotions[0].benefit.draw_chances.at_most")),
    Wrong("a cap below one time", SOUND + promotion(lane="grant", benefit="{earn_points: {points: 10, every: 1, at_most: 5}}  # <-- grant-capped promotions[0].benefit.earn_points.at_most")),
    Wrong("a rebate of the whole", SOUND + promotion(lane="grant", benefit="{rebate: {amount: 10, every: 10}}  # <-- gives-too-much promotions[0].benefit.rebate.amount")),
    Wrong("a coupon that is not there", SOUND + promotion(lane="grant", benefit="{next_coupon: {coupon: ten-off}}  # <-- unknown-coupon promotions[0].benefit.next_coupon.coupon") + coupon()),
    Wrong("a promotion for a coupon", SOUND + promotion(lane="grant", benefit="{next_coupon: {coupon: offer}}  # <-- unknown-coupon promotions[0].benefit.next_coupon.coupon")),
    Wrong("a coupon that is over before it is given", SOUND + promotion(lane="grant", when="{phase: main, period: closing}", benefit="{next_coupon: {coupon: one-off-ten}}  # <-- coupon-too-late promotions[0].benefit.next_coupon.coupon") + coupon(claim="{phase: main, period: frenzy}", use="{phase: main, period: frenzy}")),
    Wrong("a choice of one", SOUND + promotion(lane="mall", benefit="{choice_tiers: [{spend: 30, off: 3}]}  # <-- no-gift promotions[0].benefit.choice_tiers")),
    Wrong("a gift at two tiers", SOUND + promotion(lane="mall", benefit="{choice_tiers: [{spend: 30, off: 3, gifts: [{sku: 7}]}, {spend: 60, off: 6, gifts: [{sku: 7}]}]}  # <-- gift-twice promotions[0].benefit.choice_tiers[1].gifts[0].sku")),
    Wrong("choice tiers that do not ascend", SOUND + promotion(lane="mall", benefit="{choice_tiers: [{spend: 30, off: 3, gifts: [{sku: 7}]}, {spend: 20, off: 6}]}  # <-- tier-order promotions[0].benefit.choice_tiers[1]")),
    Wrong("a rate for a choice", SOUND + promotion(lane="mall", benefit="{choice_tiers: [{spend: 30, off: 3%, gifts: [{sku: 7}]}]}  # <-- wrong-value promotions[0].benefit.choice_tiers[0].off")),
    Wrong("a rate that repeats", SOUND + promotion(lane="shop", benefit="{every: true, spend_tiers: [{spend: 30, off: 3%}]}  # <-- rate-repeats promotions[0].benefit.spend_tiers[0].off")),
    Wrong("an add-on that is dearer than the goods", SOUND + promotion(lane="bundle", benefit="{add_on: {goods: all, price: 5, below: 3}}  # <-- add-on-dearer promotions[0].benefit.add_on.below")),
    Wrong("a shop's promotion in the mall's coupon lane", SOUND + promotion(shop="produce", lane="mall_coupon  # <-- lane-shop promotions[0].lane")),
    Wrong("a shop's coupon in the mall's lane", SOUND + coupon(shop="produce", lane="mall_coupon  # <-- lane-shop coupons[0].lane")),
    Wrong("a coupon in a lane of no coupons", SOUND + coupon(lane="mall  # <-- unknown-choice coupons[0].lane")),
]  # fmt: skip

ASKED = [
    Wrong("a group of one", SOUND + promotion(conditions="{group_size: 1}  # <-- too-small promotions[0].conditions.group_size")),
    Wrong("the first none", SOUND + promotion(conditions="{first_orders: 0}  # <-- too-small promotions[0].conditions.first_orders")),
    Wrong("hours of a whole day", SOUND + promotion(conditions="{daily_hours: 00:00 to 24:00}  # <-- hours-all-day promotions[0].conditions.daily_hours")),
    Wrong("hours that are none", SOUND + promotion(conditions="{daily_hours: evenings}  # <-- wrong-value promotions[0].conditions.daily_hours")),
    Wrong("hours outside the offer's time", SOUND + promotion(when="{phase: main, period: frenzy}", conditions="{daily_hours: 09:00 to 12:00}  # <-- hours-never promotions[0].conditions.daily_hours")),
    Wrong("a condition and its contrary", SOUND + promotion(conditions="{new_member: true, not: {new_member: true}}  # <-- never-both promotions[0].conditions")),
    Wrong("a new member's second order", SOUND + promotion(conditions="{new_member: true, buyers_order: 2}  # <-- never-both promotions[0].conditions")),
    Wrong("a region that is set aside", SOUND + promotion(conditions="{region: [AK, HI], region_outside: [AK, HI, PR]}  # <-- never-both promotions[0].conditions")),
    Wrong("two genders at once", SOUND + promotion(conditions="{gender: F, all_of: [{gender: M}, {channel: app}]}  # <-- never-both promotions[0].conditions")),
    Wrong("years that do not meet", SOUND + promotion(conditions="{birth_year: {from: 1980, to: 1989}, all_of: [{birth_year: {from: 1990, to: 1999}}, {channel: app}]}  # <-- never-both promotions[0].conditions")),
    Wrong("a contrary inside one of several", SOUND + promotion(conditions="{any_of: [{birthday: true}, {payment_method: card, all_of: [{payment_method: cash}, {channel: app}]}]}  # <-- never-both promotions[0].conditions.any_of[1]")),
    Wrong("a threshold in another currency", SOUND + promotion(conditions="{min_spend: {amount: 30 EUR, goods: all}}  # <-- currency-mismatch promotions[0].conditions.min_spend.amount")),
    Wrong("a threshold without its goods", SOUND + promotion(conditions="{min_quantity: {quantity: 3}}  # <-- missing-field promotions[0].conditions.min_quantity")),
    Wrong("a threshold on a shop that does not take part", SOUND + promotion(conditions="{not: {min_quantity: {quantity: 1, goods: {shop: bakery}}}}  # <-- unknown-shop promotions[0].conditions.not.min_quantity.goods.shop")),
    Wrong("goods within a shop that does not take part", SOUND + promotion(scope="{tag: new, within: {shop: bakery}}  # <-- unknown-shop promotions[0].scope.within.shop")),
    Wrong("a proof that says nothing", SOUND + promotion(proof="  # <-- empty-field promotions[0].proof")),
]  # fmt: skip

COMPANY = [
    Wrong("a voucher that nobody holds", SOUND + promotion(lane="mall", benefit="{voucher: {spend: 30, off: 5}}  # <-- voucher-not-held promotions[0].benefit.voucher")),
    Wrong("a voucher above what sets it free", SOUND + coupon(benefit="{voucher: {spend: 30, off: 35}}  # <-- voucher-too-much coupons[0].benefit.voucher.off")),
    Wrong("a voucher in a coupon's lane", SOUND + coupon(lane="mall_coupon", benefit="{voucher: {spend: 30, off: 5}}  # <-- lane-benefit coupons[0].benefit")),
    Wrong("company that is not there", SOUND + coupon(stacking="{joins: [one-of-ten]}  # <-- unknown-promotion coupons[0].stacking.joins[0]")),
    Wrong("company with itself", SOUND + coupon(stacking="{excludes: one-off-ten}  # <-- names-itself coupons[0].stacking.excludes")),
    Wrong("coupons of a promotion that is none", SOUND + promotion(lane="mall", stacking="{per_order: 2}  # <-- per-order-of-none promotions[0].stacking.per_order")),
    Wrong("a promotion that joins", SOUND + promotion(lane="mall", stacking="{joins: any}  # <-- joins-by-itself promotions[0].stacking.joins")),
    Wrong("joining across lanes", SOUND + promotion() + coupon(stacking="{joins: offer}  # <-- joins-other-lane coupons[0].stacking.joins")),
    Wrong("excluding an item price from an item price", SOUND + promotion(stacking="{excludes: other}  # <-- excludes-same-lane promotions[0].stacking.excludes") + promotion(id="other").removeprefix("promotions:\n")),
    Wrong("exclusions in a ring", SOUND + coupon(stacking="{excludes: other}  # <-- excludes-in-a-ring coupons[0].stacking.excludes") + coupon(id="other", stacking="{excludes: one-off-ten}  # <-- excludes-in-a-ring coupons[1].stacking.excludes").removeprefix("coupons:\n")),
    Wrong("full price before there are prices", SOUND + promotion(stacking="{full_price_only: true}  # <-- full-price-lane promotions[0].stacking.full_price_only")),
    Wrong("no coupons at all", SOUND + coupon(stacking="{per_order: 0}  # <-- too-small coupons[0].stacking.per_order")),
    Wrong("stacking with an unknown word", SOUND + coupon(stacking="{with: any}  # <-- unknown-field coupons[0].stacking.with")),
    Wrong("company that is no id", SOUND + coupon(stacking="{joins: Any One}  # <-- wrong-value coupons[0].stacking.joins")),
]  # fmt: skip

NAMES = [
    Wrong("a coupon of a shop that does not take part", SOUND + coupon(shop="bakery  # <-- unknown-shop coupons[0].shop")),
    Wrong("a scope of a shop that does not take part", SOUND + promotion(scope="{shop: [produce, bakery]}  # <-- unknown-shop promotions[0].scope.shop[1]")),
    Wrong("an add-on of a shop that does not take part", SOUND + promotion(lane="bundle", benefit="{add_on: {goods: {shop: bakery}, price: 1}}  # <-- unknown-shop promotions[0].benefit.add_on.goods.shop")),
    Wrong("an id used twice", SOUND + promotion() + promotion(id="offer  # <-- duplicate-id promotions[1].id").removeprefix("promotions:\n")),
    Wrong("a coupon with a promotion's id", SOUND + promotion() + coupon(id="offer  # <-- duplicate-id coupons[0].id")),
    Wrong("a shop listed twice", changed("[grocery, produce]", "[grocery, grocery]  # <-- duplicate-id shops[1]")),
    Wrong("a venue that shows what is not there", SOUND + promotion() + "venues:\n  - {id: home, name: Home, shows: {promotions: [ofer]}}  # <-- unknown-promotion venues[0].shows.promotions[0]\n"),
    Wrong("a venue of a shop that does not take part", SOUND + "venues:\n  - {id: home, name: Home, shows: {shops: [bakery]}}  # <-- unknown-shop venues[0].shows.shops[0]\n"),
    Wrong("two main venues", SOUND + "venues:\n  - {id: a, kind: main, name: A, shows: {shops: [grocery]}}\n  - {id: b, kind: main, name: B, shows: {shops: [grocery]}}  # <-- second-main-venue venues[1]\n"),
]  # fmt: skip

PLANS = [
    Wrong("targets that descend", SOUND + "targets: {sales: {floor: 30, goal: 20, stretch: 40}}  # <-- target-order targets.sales\n"),
    Wrong("channels that cost more than the phase has", HEAD + phases("{id: main, name: A, days: 2026-11-11, budget: 10, channels: [{channel: app, budget: 11}]}  # <-- budget-exceeded phases[0].channels")),
    Wrong("a milestone of two measures", SOUND + "milestones:\n  - {sales: 10, orders: 1, name: A}  # <-- milestone-mixed milestones[0]\n"),
    Wrong("a milestone of none", SOUND + "milestones:\n  - {name: A}  # <-- missing-field milestones[0]\n"),
    Wrong("an unknown department", HEAD + phases("{id: main, name: A, days: 2026-11-11, tasks: [{department: stock, task: Count}]}  # <-- unknown-choice phases[0].tasks[0].department")),
]  # fmt: skip

RUSHES = [
    Wrong("balances before the deposits end", SOUND + presale(balance="{phase: main, hours: 01:00 to 05:00}  # <-- presale-order presale[0].balance")),
    Wrong("a deposit that counts for less", SOUND + presale("{sku: 1, price: 20, deposit: 2, counts_as: 1}  # <-- presale-counts-less presale[0].products[0].counts_as")),
    Wrong("a deposit that is the price", SOUND + presale("{sku: 1, price: 20, deposit: 2, counts_as: 20}  # <-- presale-no-balance presale[0].products[0].counts_as")),
    Wrong("a product ordered ahead twice", SOUND + presale("{sku: 1, price: 20, deposit: 2}", "{sku: 1, price: 30, deposit: 2}  # <-- presale-sku-twice presale[0].products[1].sku")),
    Wrong("a presale of no deposit", SOUND + presale("{sku: 1, price: 20}  # <-- missing-field presale[0].products[0]")),
    Wrong("a presale's id used twice", SOUND + presale() + presale(id="ahead  # <-- duplicate-id presale[1].id").removeprefix("presale:\n")),
    Wrong("a presale outside the festival", SOUND + presale(deposit="{days: 2026-11-01}  # <-- outside-festival presale[0].deposit")),
    Wrong("a group of one", SOUND + group(size="1  # <-- too-small group[0].size")),
    Wrong("a group of a village", SOUND + group(size="101  # <-- too-large group[0].size")),
    Wrong("a group without a price", SOUND + group().replace("\n    price: 8.00", "").replace("id: together", "id: together  # <-- missing-field group[0]")),
    Wrong("a group that can never be full", SOUND + group(units="2  # <-- group-never-full group[0].units")),
    Wrong("a group with more hours than the offer", SOUND + group(hours="48  # <-- group-hours-idle group[0].hours")),
    Wrong("a group's limit above its units", SOUND + group(units="5", per_member="6  # <-- rush-limit-idle group[0].per_member")),
    Wrong("a group outside the festival", SOUND + group(when="{days: 2026-11-01}  # <-- outside-festival group[0].when")),
    Wrong("a group that others pay for in part", SOUND + group(funders="{shop: 50%}  # <-- funders-sum group[0].funders")),
    Wrong("a group's id used twice", SOUND + group() + group(id="together  # <-- duplicate-id group[1].id").removeprefix("group:\n")),
    Wrong("a ladder that rises", SOUND + ladder(off="[50%, 40%]  # <-- ladder-rises ladder[0].off[1]", **{"from": "2026-11-11  # <-- outside-festival ladder[0].from"})),
    Wrong("a ladder outside the festival", SOUND + ladder(**{"from": "2026-11-01  # <-- outside-festival ladder[0].from"})),
    Wrong("a ladder of no units", SOUND + ladder(units="0  # <-- too-small ladder[0].units")),
    Wrong("a ladder of no days", SOUND + ladder(off="[]  # <-- too-few ladder[0].off")),
    Wrong("a ladder's limit above its units", SOUND + ladder(per_member="20  # <-- rush-limit-idle ladder[0].per_member")),
    Wrong("a session that ends before it starts", SOUND + rush(to="2026-11-11 09:00  # <-- empty-window rush[0].to")),
    Wrong("a session of no time", SOUND + rush(to="2026-11-11 10:00  # <-- empty-window rush[0].to")),
    Wrong("a session outside the festival", SOUND + rush(**{"from": "2026-11-12 10:00  # <-- outside-festival rush[0].from", "to": "2026-11-12 12:00"})),
    Wrong("early access before the festival", SOUND + rush(**{"from": "2026-11-11 00:00  # <-- outside-festival rush[0].from", "early_access": "{level: gold, minutes: 5}"})),
    Wrong("early access for everybody", SOUND + rush(early_access="{level: basic, minutes: 5}  # <-- rush-early-for-all rush[0].early_access.level")),
    Wrong("early access after the start", SOUND + rush(early_access="{level: gold, minutes: -5}  # <-- too-small rush[0].early_access.minutes")),
    Wrong("a code too long for a claim", SOUND + rush(id="the-one-at-ten-in-the-morning  # <-- rush-code-long rush[0].id")),
    Wrong("a session's id used twice", SOUND + rush() + rush("{sku: 99, price: 1, units: 1}", id="ten-am  # <-- duplicate-id rush[1].id").removeprefix("rush:\n")),
    Wrong("a session of nothing", SOUND + rush().partition("    products:")[0] + "    products: []  # <-- too-few rush[0].products\n"),
    Wrong("a session without products", SOUND + rush(id="").replace("  - name", "  - id: ten-am  # <-- missing-field rush[0]\n    name").partition("    products:")[0]),
    Wrong("no units", SOUND + rush("{sku: 1082185, price: 0.50, units: 0}  # <-- too-small rush[0].products[0].units")),
    Wrong("a price of nothing", SOUND + rush("{sku: 1082185, price: 0, units: 1}  # <-- too-small rush[0].products[0].price")),
    Wrong("a product twice", SOUND + rush("{sku: 1082185, price: 0.50, units: 1}", "{sku: 1082185, price: 0.60, units: 1}  # <-- rush-sku-twice rush[0].products[1].sku")),
    Wrong("a product in two sessions at once", SOUND + rush() + rush("{sku: 1082185, price: 0.40, units: 10}  # <-- rush-same-time rush[1].products[0].sku", id="eleven", **{"from": "2026-11-11 11:00"}).removeprefix("rush:\n")),
    Wrong("a limit above the session's", SOUND + rush("{sku: 1082185, price: 0.50, units: 10, per_member: 3}  # <-- rush-limit-idle rush[0].products[0].per_member", per_member="2")),
    Wrong("a limit above the units", SOUND + rush("{sku: 1082185, price: 0.50, units: 1, per_member: 3}  # <-- rush-limit-idle rush[0].products[0].per_member")),
    Wrong("funders that bear too little", SOUND + rush(funders="{shop: 50%}  # <-- funders-sum rush[0].funders")),
    Wrong("no time to pay", SOUND + rush(pay_within="0  # <-- too-small rush[0].pay_within")),
    Wrong("a session with an unknown word", SOUND + rush(until="2026-11-11 12:00  # <-- unknown-field rush[0].until")),
]  # fmt: skip

SEVERAL = Wrong(
    "everything at once",
    changed("id: trial", "id: Trial  # <-- wrong-value id")
    + promotion(
        lane="itm  # <-- unknown-choice promotions[0].lane",
        shop="bakery  # <-- unknown-shop promotions[0].shop",
    )
    + coupon(
        stock="-1  # <-- too-small coupons[0].stock",
        use="{phase: mian}  # <-- unknown-phase coupons[0].use.phase",
        benefit="{spend_tiers: [{spend: -5, off: 1}]}  # <-- negative coupons[0].benefit.spend_tiers[0].spend",
    )
    + "venues:\n  - {id: home, name: Home, shows: {promotions: [offer, one-off-ten]}}\n",
)

WRONG = [*SCHEMA, *MONEY, *TIME, *OFFERS, *AFTER, *ASKED, *COMPANY, *NAMES, *PLANS, *RUSHES, SEVERAL]


def plain(text: str) -> str:
    """The document without its marks."""
    return re.sub(r"\s*# <-- .*", "", text)
