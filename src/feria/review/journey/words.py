"""What the source's abbreviations stand for, word by word."""

from __future__ import annotations

WORDS = {
    "AA": "AA", "AND": "&", "ACCES": "accessories", "ALT": "alternatives", "APP": "apple", "ASEPTIC": "boxed", "BBQ": "BBQ",
    "BEERALEMALT": "beer, ale & malt", "BKD": "baked", "BKNGWARES": "bakeware", "BN": "beans", "BRD": "breaded", "BREAKFST": "breakfast",
    "BRKFST": "breakfast", "BTL": "bottle", "BTLS": "bottles", "BTR": "butter", "CARB": "carbonated", "CATFD": "cat food", "CATSUP": "ketchup",
    "CHIX": "chicken", "CHOC": "chocolate", "CHOCOCLATE": "chocolate", "CILANTO": "cilantro", "CKE": "cake", "CKTLS": "cocktails", "CKYS": "cookies",
    "CKN": "chicken", "CLEANG": "cleaning", "CLEANE": "cleaners", "CLNR": "cleaner", "CNDY": "candy", "CNTRL": "control", "CNTNR": "container", "COCO": "cocoa",
    "CND": "canned", "CONC": "concentrate", "CONTAINR": "containers", "COOKNG": "cooking", "CRAN": "cranberry", "CRKR": "crackers", "CRMD": "crushed",
    "CTLRYTBLCLTHSTTHPKSST": "cutlery, tablecloths & toothpicks", "CUSTRD": "custard", "DEOD": "deodorant", "DISP": "disposable", "DISPOSIBLE": "disposable",
    "DNR": "dinner", "DNRS": "dinners", "DOGFD": "dog food", "DRESNG": "dressing", "DRNK": "drink", "DRNKS": "drinks", "DRNKING": "drinking", "DRNKNG": "drinking",
    "DRSNG": "dressing", "ENTREES": "entrees", "EXCP": "", "EXPCTRNT": "expectorant", "FD": "food", "FDS": "food", "FEM": "feminine", "FLVR": "flavored", "FLVRD": "flavored", "FLVRS": "flavors",
    "FRD": "fried", "FRE": "fresh", "FRSH": "fresh", "FRT": "fruit", "FRZ": "frozen", "FRZN": "frozen", "GDS": "goods", "GNG": "ginger", "GRND": "ground",
    "HANDKE": "handkerchiefs", "HBC": "health & beauty", "HNGRS": "hangers", "HSHLD": "household", "HYGN": "hygiene", "INCONT": "incontinence", "IQF": "", "IWS": "wrapped", "JCE": "juice", "JNR": "junior",
    "LINAMENTS": "liniments", "LOZNG": "lozenges", "LSS": "less", "LTR": "liter", "MARIN": "marinades", "MDCTD": "medicated", "MEMORABLILIA": "memorabilia", "MISC": "other", "MISC.": "other",
    "MISCELLANEOUS": "other", "MIXS": "mixes", "MLK": "milk", "MLT": "multi", "MNERAL": "mineral", "MNRL": "mineral", "MNR": "mineral", "MW": "microwave", "MXS": "mixes", "N": "and", "NDAIRY": "non-dairy",
    "OJ": "orange juice", "ORGANICS": "organic", "ORGNZRS": "organizers", "PCKGD": "packaged", "PERENNIALS": "perennials", "PK": "pack", "PKG": "packed", "PKGD": "packaged", "PKLD": "pickled",
    "PICKLD": "pickled", "PICANTEE": "picante", "PLSTC": "plastic", "PNCH": "punch", "PNT": "peanut", "PORT": "portion", "PPK": "prepacked", "PREM": "premium", "PREP": "prepared", "PRESLC": "sliced", "PROTIEN": "protein",
    "PROD": "produce", "PREPACK": "prepacked", "PROCESSED": "processed", "PWDR": "powder", "PWDRS": "powders", "QSR": "", "RANIER": "rainier", "REFIGERATED": "refrigerated", "REFRIG": "refrigerated",
    "REFRGRATD": "refrigerated", "RTS": "ready-to-serve", "RW": "", "SAL": "salad", "SALD": "salad", "SAUCESSALSAPICANTEE": "salsa & picante sauces", "SAUS": "sausage",
    "SECT": "sections", "SFT": "soft", "SGL": "single", "SHAMP": "shampoo", "SHERBTS": "sherbets", "SHRED": "shredded", "SNDWCH": "sandwich", "SNGL": "single", "SNKS": "snacks", "SNK": "snack", "SOD": "soda", "SPECILATY": "specialty",
    "SPLY": "supplies", "SPRD": "spreads", "SRV": "serve", "SS": "single-serve", "STAND": "standard", "STRG": "storage", "SUBS": "substitutes", "SUP": "super", "SUPPPLIES": "supplies", "SV": "serve",
    "SW": "sweet", "SWEE": "sweetener", "SWEETNERS": "sweeteners", "SYRP": "syrups", "TISS": "tissues", "TN": "Tennessee", "TORT": "tortilla", "TOSTADO": "tostada", "TRSH": "trash", "TV": "TV", "VAC": "vacuum", "VEG": "vegetables", "VEND": "vending",
    "WATE": "water", "WAT": "water", "WHL": "whole", "WHLSM": "wholesome", "WHT": "white", "WORCHESTER": "Worcestershire", "WT": "weight", "WTR": "water", "XPCTRNT": "expectorants",
    "CHEEZ": "cheese", "FAM": "family", "CONTNR": "container", "BG": "bags", "BGS": "bags", "TREATMNT": "treatment", "CRM": "cream", "JOHNNYCAKE": "johnnycake", "HISPANIC": "Hispanic", "MEXICAN": "Mexican",
    "ITALIAN": "Italian", "FRENCH": "French", "GREEK": "Greek", "AMERICAN": "American", "CALIFORNIA": "California", "EASTER": "Easter", "CHRISTMAS": "Christmas", "HALLOWEEN": "Halloween", "VALENTINE": "Valentine",
    "J": "J", "ORIENTAL": "Asian", "LBS": "lb", "MED": "medium", "LRG": "large", "SML": "small", "PROC": "processed", "CONT": "continuous", "ANGUS": "Angus", "CHSE": "cheese", "VALUE": "value", "WOMEN": "women", "HARDGOODS": "hard goods",
}  # fmt: skip
"""Word -> what it is read as, in the middle of a name; a word that is not here is read in lower case as it stands."""

SMALL_WORDS = frozenset({"and", "of", "with", "on", "the", "or", "in", "for", "to", "by"})
"""Words that stay small inside a title."""
