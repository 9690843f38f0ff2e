"""Names for the source's middle level that words alone cannot make readable."""

from __future__ import annotations

AISLES = {
    "BABY HBC": "Baby Care", "BABYFOOD": "Baby Food", "BAG SNACKS": "Bagged Snacks", "BAKED SWEET GOODS": "Snack Cakes & Pastries", "BEANS - CANNED GLASS & MW": "Canned Beans", "BEVERAGE": "Beverages",
    "BROOMS AND MOPS": "Brooms & Mops", "CANDY - CHECKLANE": "Checkout Candy", "CANDY - PACKAGED": "Packaged Candy", "CANNED JUICES": "Juices", "CHARCOAL AND LIGHTER FLUID": "Charcoal & Lighter Fluid", "CHEESES": "Cheese Counter",
    "CHICKEN/POULTRY": "Hot & Cold Chicken", "CHRISTMAS  SEASONAL": "Christmas", "COLD AND FLU": "Cold & Flu", "CONTINUITIES": "Collectables", "CONVENIENT BRKFST/WHLSM SNACKS": "Breakfast & Snack Bars", "DELI SPECIALTIES (RETAIL PK)": "Deli Specialties",
    "DINNER MXS:DRY": "Dry Dinner Mixes", "DISHWASH DETERGENTS": "Dishwashing", "DOG FOODS": "Dog Food", "DRY BN/VEG/POTATO/RICE": "Rice, Dry Beans & Sides", "DRY NOODLES/PASTA": "Pasta & Noodles", "DRY SAUCES/GRAVY": "Gravy & Sauce Mixes",
    "EXOTIC GAME/FOWL": "Game & Fowl", "EYE AND EAR CARE PRODUCTS": "Eye & Ear Care", "FACIAL TISS/DNR NAPKIN": "Facial Tissue & Napkins", "FD WRAPS/BAGS/TRSH BG": "Food Wraps & Trash Bags", "FILM AND CAMERA PRODUCTS": "Film & Cameras", "FLORAL- HARD GOODS": "Vases & Hard Goods",
    "FLORAL-ACCESSORIES": "Flower Accessories", "FLORAL-FLOWERING PLANTS": "Flowering Plants", "FLORAL-FOLIAGE PLANTS": "Foliage Plants", "FLORAL-FRESH CUT": "Cut Flowers", "FLUID MILK PRODUCTS": "Milk", "FROZEN - BOXED(GROCERY)": "Boxed Frozen Seafood", "FROZEN BREAD/DOUGH": "Frozen Bread & Dough",
    "FROZEN PIE/DESSERTS": "Frozen Pies & Desserts", "FROZEN PIZZA": "Frozen Pizza & Snacks", "FRUIT - SHELF STABLE": "Canned Fruit", "FRZN JCE CONC/DRNKS": "Frozen Juice", "FRZN MEAT/MEAT DINNERS": "Frozen Meals", "FRZN NOVELTIES/WTR ICE": "Ice Cream Novelties", "FRZN VEGETABLE/VEG DSH": "Frozen Vegetables",
    "GREETING CARDS/WRAP/PARTY SPLY": "Cards, Wrap & Party", "HAND/BODY/FACIAL PRODUCTS": "Hand, Body & Face", "HEAT/SERVE": "Heat & Serve", "HISPANIC": "Hispanic Foods", "HOUSEHOLD CLEANG NEEDS": "Household Cleaning", "ICE CREAM/MILK/SHERBTS": "Ice Cream & Sherbet", "IRONING AND CHEMICALS": "Ironing",
    "ISOTONIC DRINKS": "Sports Drinks", "J-HOOKS": "Checkout Goods", "LAWN AND GARDEN SHOP": "Lawn & Garden", "LUNCHMEAT": "Lunch Meat", "MAGAZINE": "Magazines", "MAKEUP AND TREATMENT": "Makeup", "MEAT - MISC": "Other Meat", "MEAT - SHELF STABLE": "Canned Meat & Meals", "MILK BY-PRODUCTS": "Cottage Cheese, Sour Cream & Dips",
    "MISC WINE": "Other Wine", "MISC. DAIRY": "Other Dairy", "MOLASSES/SYRUP/PANCAKE MIXS": "Syrup & Pancake Mixes", "NEW AGE": "Iced Teas & Juices", "NON EDIBLE PRODUCTS": "Natural Household", "ORGANICS FRUIT & VEGETABLES": "Organic Fruit & Vegetables", "PAPER HOUSEWARES": "Paper & Plastic Tableware",
    "PEPPERS-ALL": "Peppers", "PICKLE/RELISH/PKLD VEG": "Pickles & Relish", "PNT BTR/JELLY/JAMS": "Peanut Butter & Jam", "PREPARED/PKGD FOODS": "Prepared Foods", "PROCESSED": "Dips, Juices & Toppings", "PWDR/CRYSTL DRNK MX": "Drink Mixes", "QUICK SERVICE": "Hot Meals",
    "REFRGRATD DOUGH PRODUCTS": "Refrigerated Dough", "REFRGRATD JUICES/DRNKS": "Refrigerated Juices & Drinks", "SALD DRSNG/SNDWCH SPRD": "Salad Dressing & Mayonnaise", "SEAFOOD - FROZEN": "Frozen Seafood", "SEAFOOD - MISC": "Other Seafood", "SEAFOOD - SHELF STABLE": "Canned Fish", "SEAFOOD-FRESH": "Fresh Seafood",
    "SHORTENING/OIL": "Oil & Shortening", "SNKS/CKYS/CRKR/CNDY": "Natural Snacks & Candy", "SOAP - LIQUID & BAR": "Soap", "SPORTS MEMORABLILIA": "Sports Memorabilia", "SUGARS/SWEETNERS": "Sugar & Sweeteners", "TOBACCO OTHER": "Other Tobacco", "VALUE ADDED FRUIT": "Cut Fruit", "VALUE ADDED VEGETABLES": "Cut Vegetables",
    "VEGETABLES - ALL OTHERS": "Other Vegetables", "VEGETABLES - SHELF STABLE": "Canned Vegetables", "VEGETABLES SALAD": "Salad Vegetables", "WAREHOUSE SNACKS": "Snack Mixes & Canisters", "WATER - CARBONATED/FLVRD DRINK": "Water", "BAKING": "Natural Baking", "FROZEN": "Natural Frozen", "REFRIGERATED": "Natural Refrigerated",
    "MISCELLANEOUS": "Pickles & Extras", "SNACKS": "Deli Snacks", "COOKIES/CONES": "Cookies & Cones", "CRACKERS/MISC BKD FD": "Crackers", "FROZEN MEAT": "Frozen Meat", "FITNESS&DIET": "Fitness & Diet",
}  # fmt: skip
"""Category -> its name on a sign above the aisle."""
