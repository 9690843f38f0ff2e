"""The table of `illustrations`: a motif, then the words that call for it, the particular first.

A word calls wherever a word of the category begins with it; with a full stop after it, only as
a whole word ("ham." is not "hamburger"). A motif may stand several times.
"""

TABLE = """
# Words that would mislead further down.
gift-card: gift card, electronic gift, ticket, tickets
fuel: gasoline, fuel, propane
phone: prepaid wireless, wireless, tmobile, misc carrier
camera: one hour process, overnight process, photo, in store photo, single use camera, film and camera
litter: cat litter, conventional litter, scoop litter, litter
hotdog: hot dog, corn dog, frankfurter
sauce: hot dog chili sauce, steak worch, sandwich sauce
jar: peanut butter
cookies: butter spray cracker
oil: vegetable salad oil
melon: watermelon, honeydew, fruit party, deli tray fruit
vegetables: vegetable party
chicken: frzn breaded prepared chick
deli: beef bulk, turkey bulk, ham bulk, chicken bulk, turkey ppk
pet: dog food, cat food, dog treat, dog biscuit, can dog, dry dog, dry cat, canned cat, pet., bird seed
diapers: diaper, adult incontinence, baby wipe
baby: infant, baby, formula
spices: salad dressing mix, mexican seasoning, spice, extract, pure extract, seasoning mix, salt., pepper sauce
salad: salad topper, coleslaw, salad mix, regular garden, garden plus, salad spinach
butter: butter., margarine
honey: honey., molasses, syrup, malted mlk
gum: chewing gum
donut: sw gds donut, donut, toaster pastr

# Frozen and prepared, before what they are made of.
ice-pop: sticks enrobed, water ice, cups push up, frzn noveltie, novelties frozen, ice cream sandwich, adult premium
cake: cakes ice cream, cake, cheesecake, birthday, snack cake, layer cake, frosting, brownie, sw gds brownie
ice-cream: ice cream, sherbet, cones, super premium pint, premium pint, pails
pizza: frozen pizza, pizza trad, pizza prem, pizza eco, pizza single, qsr fd cold pizza, prep fd pizza, pizza.
fries: frzn potato, frzn french, frzn tater, frzn hashbrown
pie: pie., pies, frozen fruit pie, frzn pie, cobbler
bread: frzn garlic, frzn bread dough, frzn biscuit, frzn dinner roll
rolls: refrigerated biscuit, refrigerated specilaty roll, refrigerated bagel, refrigerated english, refrgratd dough, misc refrig dough
sandwich: sandwiches, sandwich biscuit, burrito, lunch combo
frozen: frzn multi, frzn ss, ss economy, frzn meat, frzn breakfast, frozen meat, frozen package, snacks appetizer, waffles, entrees, frozen pasta

# Drinks.
cocoa: hot chocolate, cocoa mix, baking cocoa
milk: chocolate milk, fluid milk, buttermilk, milk, soy rice milk, egg nog, aseptic milk, canned milk, refrigerated coffee creamer, non dairy creamer
coffee: coffee, instant coffee, ground coffee, regular bean, flavored bean, ground flvr
tea: tea., teas
beer: beer
wine: wine, wines, beverage wine, sparkling wine
spirits: bourbon, whiskey, vodka, rum, liqueur, liquor, cktls, single serve multi pk cktls, rtd cocktail, gin., tequila
water: spring water, water carbonated, non crbntd, non carb flvrd, non carb water, distilled water, drnk mnr, fortified, isotonic, mixers, frzn ice, ice crushed, water filter, water
juice: juice, dairy case, cider, fruit drink, aseptic pack, frzn jce, frzn conc, frzn oj, refrgratd juice, canned juice, non carb jce, soft drink powder, soft drink canister, pwdr crystl
soda: soft drink, sft drnk, energy drink, hispanic carbonated, new age

# Dairy.
yoghurt: yogurt, sour cream, refrig dip, aerosol topping, whipped topping, frzn whipped, cottage, ricotta, refrigerated pudding, pudding, gelatin, dips, misc dairy, milk by product
cookies: cheese cracker, snack cracker, soup cracker, butter spray cracker, multi pack cracker, cracker, graham, sandwich cookie, cookie, vanilla wafer, rice cake
crisps: bagged cheese snack, potato chip, corn chip, tortilla nacho, misc bag snack, mult pk bag, pretzel, sgl sv, misc snack, canister potato, bag snack, snacks salty, chips
pasta: macaroni cheese, macaroni, spaghetti, noodles dry, pasta canned, skillet dinner, refrigerated pasta, pasta grain, pasta., dry noodle
cheese: cheese, cream cheese, dairy cheese, string cheese, shredded cheese, grated cheese, loaf cheese, natural cheese, iws single, non iws
eggs: egg., eggs

# Bakery.
rolls: hamburger bun, hot dog bun, sandwich bun, dinner roll, rolls dinner, rolls sandwich, rolls bagel, bagel, english muffin, rolls croissant, bread tortilla, mexican soft tortilla, muffin, sw gds sw roll, sw gds coffee, sw gds, sweet goods, buns
bread: bread., breads., rye bread, premium bread, main meal bread, mainstream white, mainstream wheat, stuffing

# Household and care.
grill: charcoal, firewood, gas grill, grill, firework
paper: toilet tissue, bath tissue, paper towel
tissues: facial tissue, paper napkin, facial tiss, cleansing wipe, cleaning wipe, fem hygn
bags: plastic trash, garbage, lawn leaf, trash bag
wraps: sandwich bag, food storage bag, plastic wrap, wax paper, aluminum foil, freezer bag, paper lunch, cooking bag, fd wraps, disposable foil, disposible foil, disposable fd
tableware: foam plate, plastic heavy, plstc, basic paper, plastic cup, designer paper, paper and foam, paper houseware, bulk plastic
dish-soap: liquid dish, auto dish, automatic dish, dishwash
detergent: laundry, detergent, fabric soft, bleach, liquid bleach, all fabric, soil, fabric refresh, specialty laundry
spray: furniture, oven cleaner, bathroom clean, toilet bowl, drain care, glass clean, abrasive, household clean, air care, carpet clean, tools floor, tools bathroom, insecticide, hardsurface
toothpaste: toothpaste, mouthwash, whitening, oral hygiene, toothbrush, dental
razor: razor, shaving, shave
hair: hair, shampoo, womens hair, conditioner
cosmetics: cosmetic, makeup, lipstick, sunglass, fragrance, nail., facial
soap: soap, hand body, bath product, misc bath, deodorant, body wash, skin care, lotion, suntan
health: first aid, bandage, eye and ear, general eye, soft lens, contact lens, pregnancy, foot care, health, miscellaneous h b, diagnostic
pills: vitamin, analgesic, adult analgesic, sleeping aid, cold and flu, cough, sinus, allergy, anti acid, antacid, laxative, smoking cessation, medicat, lipcare, diet cntrl, liquid nutrition, dietary aid, fitness diet
pack: cigarette, snuff, tobacco, cig lighter, cigar
battery: batter, alkaline
bulb: bulb, inside frost, indoor flood, electrical, lamp, light
card: card everyday, cards, greeting card, misc greeting, gift wrap, stationery, paper party, cd r
newspaper: newspaper
magazine: magazine, book, tv movie
toy: toy, diecast, game, kids family, dvd, audio video, doll
balloon: balloon, party
flowers: rose, bouquet, floral, stem, minuet, rhapsody, daisies, consumer bunch, cb., minuet, in store made, everyday medium, lily, cut flower
plant: garden center, perennial, annual, mums, pansies, hanging basket, flats, dish garden, plant, foliage, enhancement, artificial tree, christmas, lawn and garden, easter, seed
tools: hardware, tool, automotive, motor oil, key ring, patio, athletic, swim, houseware
home: area rug, roll up blind, outdoor roll, domestic goods, domestics, frame, candle, furnishing

# Produce.
banana: banana, tropical, pineapple, kiwi, mango, avocado, organic tropical, papaya, plantain
berries: strawberr, raspberr, blueberr, blackberr, cranberr, berries, organic berr, preserves, jelly, fruit snack
grapes: grapes, organic grape, raisin, dried fruit
melon: melon, cantaloupe, honeydew, watermelon, fruit party, instore cut fruit, salad bar fresh fruit, value added fruit, deli tray fruit
cherries: cherries
peach: peach, nectarine, plum, stone fruit, apricot
pear: pears
citrus: orange, grapefruit, lemon, lime, clementine, tangerine, citrus, mandarin
tin: apple sauce, fruit bowl, fruit cocktail, tomato paste, tomato sauce, tomatoes stewed, mushrooms cnd, beans green, peas green
apple: apple
tomato: tomato, roma tomato, catsup
potato: potatoes, potato, yams
onion: onion, garlic, shallot, leek
carrot: carrot
broccoli: broccoli, cauliflower, asparagus, celery, brussel
pepper: peppers, jalapeno, serrano
mushroom: mushroom
corn: corn., frzn corn, grits
herbs: herb, cilantro, parsley, basil
nuts: nut., nuts, almond, walnut, pecan, pistachio, peanuts, vac pac nut, baking nut
salad: lettuce, spinach, greens, cabbage, variety lettuce, head lettuce, blends, kits, vegetables salad, vegetable salad, sauerkraut
popcorn: popcorn, bagged popped
vegetables: cucumber, radish, squash, zucchini, pumpkin, vegetable, cut vegetable, instore cut, organic vegetable, frzn bagged, frzn boxed, beans., eggplant

# Meat and fish.
bacon: bacon
sausage: sausage, rolls pork, rolls flavored, links, smoked cooked, cocktails, patties raw, vienna
sushi: sushi, qsr fd oriental
shrimp: shrimp, shlfsh, crab, lobster, seafood frz iqf, shellfish
tuna: tuna, salmon, seafood shelf
fish: seafood, finfish, fish, catfish, frzn brd, tilapia
chicken: chicken, chix, poultry, breast, wings, drums, thighs, turkey, whole hen, whole tom, ground turkey, cornish, fowl, frzn breaded prepared, duck
soup: soup., soups, condensed soup, rts soup, broth, chili, beef stew, bouillon, gravy, salad bar soup
noodles: ramen, noodle side, oriental, asian
deli: lunchmeat, meat saus, meat lunch, bologna, pepperoni, salami, loave, deli meat, deli tray, meat snack, variety pack, party tray, luncheon
ham: ham., hams, meat ham, smoked meat, smoked offal, hamsteak
pork: pork, butts, loin, ribs, spare
beef: beef, angus, primal, kabob, cubed meat, ground beef, lamb, veal, meat supplies, grnd patty, steak, hash

# Pantry.
oats: hot cereal, oatmeal, instant oatmeal, standard oatmeal, other hot cereal
chocolate: granola bar, cereal bar, treats, nutritional bar, seasonal candy bag, candy bar, candy bags, bits morsel, chocolate
cereal: cereal, kids cereal, adult cereal, all family cereal, instant breakfast, conv, breakfast
candy: candy, marshmallow, confection, lozng
jar: peanut butter, jam, pnt btr, marmalade, salsa, mexican sauce, olives, green olive, sal salsa, sal olive
pickles: pickle, pickld, relish
dressing: salad dressing, pourable, semi solid, sald drsng, mayo
sauce: sauce, bbq, mustard, worchester, hot sauce, pasta sauce, condiment, sauce mix, sandwich sauce, mainstream, dry sauce
oil: oil, canola, shortening, cooking spray, vegetable salad oil, olive oil, vinegar
sugar: sugar, sweetener
rice: rice, dry bean, mexican bean, dry bn
flour: flour, pancake mix, baking mix, corn bread, misc package mix, miscellaneous package, flour meal, mexican dinner, baking need, baking
tin: canned, can., chunk meat, prepared bean, variety bean, shelf stable, fruit shelf, vegetables shelf, beans canned, microwavable cup, dinner mx, microwave

# Whole departments, when nothing nearer spoke.
sausage: packaged meat, meat pckgd
vegetables: produce, fresh produce, chef shoppe, hispanic
beef: meat., fresh meat
fish: seafood pckgd, packaged seafood
salad: salad bar, salads
deli: deli
sandwich: prepared food, prep fd, restaurant, quick service, non meats
cake: pastry, bakery
oats: nutrition, natural foods
pills: pharmac, otc
soap: drug gm, drugstore
camera: travel
groceries: grocery, groceries, market
"""


def _rules(table: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = [line.split(": ", 1) for line in table.splitlines() if line and not line.startswith("#")]
    return tuple(
        (motif, tuple(word.strip().replace(".", " ") for word in words.split(","))) for motif, words in rows
    )


RULES = _rules(TABLE)
"""Motif, and the beginnings that call for it."""
