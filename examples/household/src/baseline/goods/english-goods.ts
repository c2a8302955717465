import { wordSet } from '../phrases.js'

/**
 * What a household buys, in the singular where there is one: only such things are taken for a
 * shopping add where no list is named. A word belongs here if, said alone, it is first of all a
 * thing on a shopping list; "date" and "stock" are not.
 */
export const englishGoods = wordSet(`
  milk butter margarine cheese cheddar mozzarella parmesan feta brie gouda ricotta mascarpone halloumi camembert yogurt yoghurt kefir buttermilk creamer custard ghee egg quark skyr
  bread loaf baguette bagel bun roll croissant muffin toast pita tortilla naan ciabatta focaccia brioche sourdough cracker breadstick breadcrumb crouton waffle pancake crumpet doughnut donut pastry pie cake cupcake brownie cookie biscuit pretzel wafer scone
  flour sugar salt pepper yeast baking-powder cornstarch starch oat oatmeal muesli granola cereal cornflake porridge rice pasta spaghetti macaroni noodle penne fusilli lasagna ravioli gnocchi tortellini couscous quinoa bulgur barley buckwheat millet polenta semolina lentil chickpea bean pea
  oil vinegar ketchup mustard mayonnaise mayo sauce salsa pesto hummus guacamole tahini relish pickle gherkin caper olive honey jam jelly marmalade syrup molasses nutella sriracha tabasco soup broth bouillon gravy dressing
  cinnamon paprika cumin turmeric oregano basil thyme rosemary parsley cilantro coriander dill mint sage chive nutmeg clove cardamom saffron vanilla ginger chili curry spice seasoning herb peppercorn
  apple banana orange lemon lime pear peach plum apricot nectarine cherry strawberry blueberry raspberry blackberry cranberry grape raisin melon watermelon cantaloupe pineapple mango papaya kiwi avocado coconut grapefruit tangerine clementine mandarin pomegranate fig dates prune currant gooseberry lychee persimmon quince fruit berry
  potato tomato onion carrot cucumber lettuce cabbage broccoli cauliflower spinach kale celery zucchini courgette eggplant aubergine pumpkin squash leek garlic shallot scallion radish beet beetroot turnip parsnip asparagus artichoke mushroom corn sweetcorn chard arugula rocket fennel okra yam sprout salad vegetable veggie jalapeno
  chicken beef pork lamb turkey duck ham bacon sausage salami pepperoni prosciutto steak mince meat meatball hamburger burger hotdog frankfurter bratwurst ribs brisket veal fish salmon tuna cod trout shrimp prawn sardine anchovy herring mackerel tilapia halibut crab lobster mussel clam scallop squid tofu tempeh seitan
  nut almond walnut peanut cashew pistachio hazelnut pecan chip crisp popcorn chocolate candy sweets marshmallow gum lollipop gummies snack pizza sandwich burrito taco sushi dumpling pierogi icecream sorbet popsicle ice ramen cream
  coffee espresso tea cocoa juice lemonade water soda cola coke pepsi sprite beer wine champagne prosecco vodka whiskey whisky rum gin cider kombucha smoothie seltzer
  soap shampoo conditioner toothpaste toothbrush floss mouthwash deodorant razor lotion sunscreen moisturizer makeup lipstick mascara tampon tissue kleenex cotton-ball q-tip diaper nappy wipes pacifier bandaid band-aid plaster aspirin ibuprofen paracetamol tylenol vitamin
  edamame falafel kimchi sauerkraut tapenade tzatziki couscous polenta grits bran granola shortening lard gelatin pudding jello custard meringue marzipan frosting icing sprinkles applesauce jerky lox kebab schnitzel fillet filet tenderloin sirloin drumstick wing nugget tortellini oats
  lager ale stout tequila brandy bourbon vermouth gatorade tonic latte lassi sake mead schnapps liqueur
  chapstick vaseline comb hairbrush hairspray tweezers toothpick sanitizer antacid advil aleve nyquil medicine ointment painkiller condom thermometer perfume cologne blush eyeliner
  flower bouquet tulip fertilizer firewood mulch envelope stamps pen pencil eraser marker crayon glue staple notebook scissors straw chopstick clothespin hanger doormat mousetrap nails screws bulb lightbulbs clorox swiffer duster plunger coaster tablecloth
  detergent bleach softener sponge cleaner cleanser disinfectant windex febreze lysol napkin toilet-paper paper-towel foil clingfilm batteries lightbulb candle match matches charcoal lighter broom mop dustpan bucket kibble
`)

/** Words that stand for a thing to buy only together: "paper" alone is none. The last word in the singular. */
export const englishCompounds = new Set(
  `
  toilet paper|toilet roll|kitchen roll|kitchen paper|paper towel|paper plate|paper cup|paper napkin|baking paper|parchment paper|wax paper|wrapping paper|printer paper|tissue paper|loo roll|toilet brush|scrub brush|hair brush
  trash bag|garbage bag|bin bag|bin liner|freezer bag|sandwich bag|ziploc bag|zip lock bag|tea bag|tea light|plastic bag|storage bag|plastic wrap|cling film|cling wrap|saran wrap|aluminum foil|aluminium foil|tin foil|plastic cup|plastic fork|plastic spoon
  dog food|cat food|pet food|baby food|fish food|bird food|bird seed|dog treat|cat treat|dog biscuit|cat litter|kitty litter|baby formula|baby wipe|baby powder|baby oil|baby lotion|wet wipe|disinfectant wipe|cleaning wipe|cleaning supply|cleaning spray
  printer ink|ink cartridge|printer cartridge|duct tape|scotch tape|masking tape|packing tape|rubber band|index card|post it|sticky note|gift wrap|gift bag|greeting card|birthday card|potting soil|plant food|bird feeder|extension cord|paint brush|shower curtain|bath mat|ironing board cover|vacuum bag|washer fluid|windshield washer fluid|motor oil|razor blade|nail clipper|nail file|face mask|hand lotion|body lotion|eye drop|contact solution|cough medicine|cold medicine|allergy medicine|vitamin c|first aid kit
  black bean|collard green|pot roast|tonic water|red bull|chewing gum|hash brown|sausage roll|graham cracker|rice cake|fruit snack|fruit cup|yogurt cup|yoghurt cup|cereal bar|beef jerky|iced tea|ginger ale|root beer|hot chocolate|hot sauce|bok choy|water bottle|trail bar|wheat germ
  light bulb|coffee filter|water filter|coffee pod|coffee bean|coffee grounds|dishwasher tablet|dishwasher tab|dishwasher pod|dish tab|dish tablet|detergent pod|laundry pod|washing powder|washing up liquid|dish liquid|dishwashing liquid|fabric softener|dryer sheet|stain remover|air freshener|bug spray|hair spray|body wash|face wash|hand wash|hand cream|face cream|shaving cream|shaving foam|shaving gel|shower gel|hair gel|hair dye|nail polish|nail polish remover|cotton bud|cotton pad|cotton swab|dental floss|sanitary pad|hand sanitizer|rubber glove|dish towel|dish cloth|cough drop|cough syrup|pain killer|allergy pill
  ice cream|sour cream|whipped cream|whipping cream|heavy cream|cream cheese|clotted cream|double cream|single cream|cooking cream|half and half|cottage cheese|string cheese|egg white
  baking soda|baking powder|corn starch|corn syrup|corn flour|bread crumb|cake mix|pancake mix|brownie mix|trail mix|salad mix|spice mix|pizza dough|puff pastry|pie crust|pizza base|protein powder|protein bar|granola bar|chocolate bar|candy bar|energy bar|energy drink|sports drink|soft drink|chocolate chip|potato chip|tortilla chip|corn chip|tater tot|french fry|fish finger|fish stick|bread stick|cinnamon stick|mozzarella stick|chicken nugget|chicken wing|chicken breast|chicken thigh|chicken leg|chicken stock|beef stock|vegetable stock|fish stock|stock cube|bouillon cube|ice cube|bay leaf|lemon grass|tomato paste|curry paste|miso paste|peanut butter|almond butter|apple sauce|maple syrup|powdered sugar|bell pepper|spring onion|green onion|snow pea|brussel sprout|brussels sprout|bean sprout|chia seed|sesame seed|sunflower seed|flax seed|poppy seed|pumpkin seed|pine nut|sea bass|lunch meat|deli meat|hot dog|cold cut|ground beef|ground turkey|minced meat|pork chop|pork loin|lamb chop|spare rib|rib eye|fish fillet|salmon fillet|instant noodle|sunflower oil|dried fruit|frozen dinner|m and m|mac and cheese|macaroni and cheese|salt and vinegar|fish and chip
  `
    .split(/[|\n]/)
    .map((listed) => listed.trim())
    .filter((listed) => listed !== ''),
)

/** What may stand before a thing to buy beside other such things: of what kind it is. */
export const englishQualifiers = wordSet(`
  fresh frozen organic dried dry canned tinned raw cooked smoked roasted salted unsalted sliced grated shredded chopped minced ground whole wheat rye white brown black red green yellow purple wild
  skim skimmed semi-skimmed fat low-fat low nonfat non-fat full-fat free gluten-free sugar-free lactose-free dairy-free fat-free vegan vegetarian light diet decaf sparkling still mineral bottled tap extra virgin
  sweet sour bitter spicy hot mild plain flavored flavoured unsweetened sweetened greek french italian swiss english mexican indian basmati jasmine self-raising all-purpose purpose bread plant based almond oat soy soya rice coconut goat goat's cow
  baby dog cat pet kids hand dish laundry body hair face bath shower kitchen bathroom toilet floor glass oven window dishwasher washing cleaning liquid bar antibacterial electric disposable scented unscented
  aa aaa triple double d c 9v nine volt led cooking vegetable sunflower canola olive sesame peanut apple cider balsamic wine rapeseed maple cane powdered icing caster granulated sea kosher table potato corn tortilla
  chicken turkey beef pork fish salmon tuna ham lamb veal duck boneless skinless lean large small medium big little mini jumbo cherry roma plum russet sweet iceberg romaine spring green bell stuffed pitted seedless ripe unripe mixed assorted paper plastic energy sports toilet trash garbage chili good nice cheap
`)

/** Also had at once, from a machine or a shop: "i need a coffee" may ask for one to drink. */
export const englishServed = wordSet(
  'coffee espresso tea cocoa pizza burger hamburger sandwich burrito taco sushi beer wine water juice soda smoothie champagne vodka whiskey whisky rum gin cola coke pepsi hotdog icecream',
)
/** Ordered ready to eat more often than bought: "get pizza". */
export const englishMeals = wordSet('pizza burger hamburger sandwich burrito taco sushi hotdog')
/** Says that one is to be had at once. */
export const englishServings = wordSet(
  'a an cup cups glass glasses mug mugs shot shots slice slices one',
)

/** What never says of what kind a thing is: with one of these words more is said than a name. */
export const englishNoKinds = wordSet(`
  no not never none neither nor or but than then yet already less fewer enough too very only even ever much many how what your their his her its every each all both such
  a an the for yourself myself himself herself ourselves themselves
  to with without of in on at by from into over about after before until during between against like via per versus vs off out up down back away here there now later anymore longer instead
  buy bought buying sell sold selling get got getting need needs needed want wants have eat eating ate drink drinking cook cooking bring take make made give use find think know said says
`)
