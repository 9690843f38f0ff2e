"""What the year's departments are called in other languages than the source's."""

from __future__ import annotations

from feria.review.journey.departments import DEPARTMENTS, UNKNOWN

ELSEWHERE = {
    "grocery": ("食品杂货", "Alimentación"), "drugstore": ("药妆与日用", "Droguería y hogar"), "produce": ("果蔬", "Frutas y verduras"),
    "meat": ("鲜肉", "Carnicería"), "packaged-meat": ("包装肉品", "Carne envasada"), "deli": ("熟食", "Charcutería"),
    "bakery": ("烘焙", "Panadería"), "nutrition": ("天然食品", "Alimentos naturales"), "seafood": ("水产柜", "Pescadería"),
    "packaged-seafood": ("包装水产", "Pescado envasado"), "flowers": ("鲜花", "Flores"), "cosmetics": ("彩妆", "Cosmética"),
    "salad-bar": ("沙拉吧", "Barra de ensaladas"), "spirits": ("烈酒", "Licores"), "garden": ("园艺", "Jardín"),
    "chef-shoppe": ("主厨小铺", "Rincón del chef"), "travel": ("旅行休闲", "Viajes y ocio"), "coffee-shop": ("咖啡店", "Cafetería"),
    "frozen-grocery": ("冷冻食品", "Congelados"), "photo-video": ("影像", "Foto y vídeo"), "toys": ("玩具", "Juguetes"),
    "housewares": ("家居用品", "Menaje"), "fuel": ("燃油", "Combustible"), "miscellaneous": ("其他", "Varios"), "coupons": ("优惠券", "Cupones"),
    "automotive": ("汽车用品", "Automóvil"), "unknown": ("未知", "Desconocido"),
}  # fmt: skip
"""Department -> its name in Simplified Chinese and Spanish; the few that only bear till corrections have none."""


def departments_said() -> list[tuple[str, str, str]]:
    """(code, language, name); "" is the language of the source."""
    found = [(each.shop, "", each.name) for each in (*DEPARTMENTS.values(), UNKNOWN)]
    for code, (chinese, spanish) in ELSEWHERE.items():
        found += [(code, "zh-hans", chinese), (code, "es", spanish)]
    return found
