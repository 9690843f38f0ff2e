"""The command line's own words, in the languages it speaks."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "zh-hans", "es"]

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "error": "error",
        "warning": "warning",
        "errors": "{n} errors",
        "errors.one": "1 error",
        "warnings": "{n} warnings",
        "warnings.one": "1 warning",
        "sound": "{file} is sound: {phases} phases, {promotions} promotions, {coupons} coupons, {venues} venues.",
        "listed": "Listed",
        "saved": "Saved",
        "payable": "To pay",
        "item": "Item price",
        "bundle": "Bundle",
        "shop": "Shop",
        "shop_coupon": "Shop coupon",
        "mall": "Mall",
        "mall_coupon": "Mall coupon",
        "funded": "borne by",
        "funders": "Who bears it",
        "mall.funder": "the mall",
        "shop.funder": "the shops",
        "brand.funder": "the brands",
        "next": "Worth doing next",
        "refused": "What did not apply",
        "more-refused": "and {n} more; --all shows them",
        "proven": "This is the cheapest legal price: every choice of coupons has been weighed.",
        "gap": "A cheaper choice of coupons might save up to {gap} more.",
        "phase": "{phase}, {period}",
        "no-phase": "outside the festival",
        "units": "{n} x {price}",
        "coupon": "coupon {coupon}",
    },
    "zh-hans": {
        "error": "错误",
        "warning": "警告",
        "errors": "{n} 个错误",
        "errors.one": "1 个错误",
        "warnings": "{n} 个警告",
        "warnings.one": "1 个警告",
        "sound": "{file} 没有问题：{phases} 个阶段、{promotions} 个促销、{coupons} 张优惠券、{venues} 个会场。",
        "listed": "标价合计",
        "saved": "已省",
        "payable": "应付",
        "item": "单品价",
        "bundle": "组合优惠",
        "shop": "店铺优惠",
        "shop_coupon": "店铺券",
        "mall": "商城优惠",
        "mall_coupon": "商城券",
        "funded": "承担方",
        "funders": "由谁承担",
        "mall.funder": "商城",
        "shop.funder": "店铺",
        "brand.funder": "品牌",
        "next": "接下来值得做的",
        "refused": "未生效的优惠",
        "more-refused": "另有 {n} 项；加 --all 全部显示",
        "proven": "这是最低的合法价格：所有用券方式都已比较。",
        "gap": "换一种用券方式最多可能再省 {gap}。",
        "phase": "{phase} · {period}",
        "no-phase": "不在活动期内",
        "units": "{n} × {price}",
        "coupon": "券 {coupon}",
    },
    "es": {
        "error": "error",
        "warning": "aviso",
        "errors": "{n} errores",
        "errors.one": "1 error",
        "warnings": "{n} avisos",
        "warnings.one": "1 aviso",
        "sound": "{file} está en orden: {phases} fases, {promotions} promociones, {coupons} cupones, {venues} espacios.",
        "listed": "Precio de lista",
        "saved": "Ahorro",
        "payable": "A pagar",
        "item": "Precio de artículo",
        "bundle": "Lote",
        "shop": "Tienda",
        "shop_coupon": "Cupón de tienda",
        "mall": "Centro",
        "mall_coupon": "Cupón del centro",
        "funded": "a cargo de",
        "funders": "Quién lo paga",
        "mall.funder": "el centro",
        "shop.funder": "las tiendas",
        "brand.funder": "las marcas",
        "next": "Lo que conviene hacer ahora",
        "refused": "Lo que no se aplicó",
        "more-refused": "y {n} más; --all las muestra",
        "proven": "Es el precio legal más barato: se han comparado todas las formas de usar los cupones.",
        "gap": "Otra elección de cupones podría ahorrar hasta {gap} más.",
        "phase": "{phase}, {period}",
        "no-phase": "fuera de la feria",
        "units": "{n} x {price}",
        "coupon": "cupón {coupon}",
    },
}


def word(key: str, language: str, **facts: object) -> str:
    """A phrase in a language."""
    return WORDS[language][key].format_map(facts)


def counted(key: str, n: int, language: str) -> str:
    """A phrase about so many things."""
    return word(f"{key}.one" if n == 1 else key, language, n=n)
