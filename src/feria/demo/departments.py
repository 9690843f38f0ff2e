"""The grocer's departments in the mall's other languages; of goods and their shelves the source has English names only."""

from __future__ import annotations

NAMES = {
    "Grocery": {"zh-hans": "食品杂货", "es": "Alimentación"},
    "Drugstore & General": {"zh-hans": "药妆百货", "es": "Droguería y bazar"},
    "Fresh Produce": {"zh-hans": "新鲜果蔬", "es": "Frutas y verduras"},
    "Cosmetics": {"zh-hans": "美妆", "es": "Cosmética"},
    "Natural Foods": {"zh-hans": "天然食品", "es": "Alimentos naturales"},
    "Fresh Meat": {"zh-hans": "鲜肉", "es": "Carne fresca"},
    "Packaged Meat": {"zh-hans": "包装肉品", "es": "Carne envasada"},
    "Delicatessen": {"zh-hans": "熟食", "es": "Charcutería"},
    "Bakery": {"zh-hans": "烘焙", "es": "Panadería"},
    "Flowers": {"zh-hans": "鲜花", "es": "Flores"},
    "Miscellaneous": {"zh-hans": "其他", "es": "Varios"},
    "Packaged Seafood": {"zh-hans": "包装海鲜", "es": "Pescado envasado"},
    "Spirits": {"zh-hans": "烈酒", "es": "Licores"},
    "Fish Counter": {"zh-hans": "鲜鱼柜台", "es": "Pescadería"},
    "Garden Center": {"zh-hans": "园艺", "es": "Jardinería"},
    "Coffee Shop": {"zh-hans": "咖啡馆", "es": "Cafetería"},
    "Salad Bar": {"zh-hans": "沙拉吧", "es": "Barra de ensaladas"},
    "Travel & Leisure": {"zh-hans": "旅行休闲", "es": "Viajes y ocio"},
    "Frozen Grocery": {"zh-hans": "冷冻食品", "es": "Congelados"},
    "Chef Shoppe": {"zh-hans": "大厨小铺", "es": "Tienda del chef"},
    "Photo & Video": {"zh-hans": "影像", "es": "Foto y vídeo"},
    "Toys": {"zh-hans": "玩具", "es": "Juguetes"},
    "Automotive": {"zh-hans": "汽车用品", "es": "Automóvil"},
    "Housewares": {"zh-hans": "家居用品", "es": "Menaje"},
}
"""By the English name that the warehouse gives a department."""
