import { phrases, wordSet } from './phrases.js'

/** Ways to address a listener, to be polite or to lead up to a wish, which say nothing about it. */
export const leadIns = phrases(`
  hey|hi|hello|yo|ok|okay|alright|google|ok google|hey google|alexa|siri|hey siri|cortana|olly|ollie|pda|computer|robot|assistant|bixby
  please|plz|pls|kindly|just|also|then|and|so|now|oh|um|uh|well|maybe|perhaps|actually|quickly|go ahead and|go ahead|why don't you
  can you|could you|would you|will you|can we|could we|can i|could i|may i|can you help me|could you help me
  i need you to|i need for you to|i want you to|i'd like you to|i would like you to|i'd like for you to|i would like for you to|i'll need you to
  i would like to|i'd like to|i want to|i wanna|i need to|i have to|i gotta|i've got to|i must|i should|i would love to|i'd love to|i wish to|i'm going to need to
  we need to|we should|we have to|we must|we want to|let's|lets|let us|you need to|you should|you can|you could|you must|you have to
  would you be able to|would it be ok to|would it be okay to|is it ok to|is it okay to|is it ok if you|is it okay if you|i was wondering whether you could|i was wondering if you can|i'm gonna need you to|i'm going to need you to
  before i forget|while you're at it|while you are at it|while i remember|while i'm thinking of it|you know what|by the way|when you get a chance|when you can|if you haven't already|if i haven't already|if we haven't already|if you don't mind|if it's not too much trouble
  if it's not on there|if it isn't on there|if it's not there|if it's not already there|if it's not on there already|if it's not already on there|if it isn't already on there|unless it's on there|unless it's already on there|unless it's already there
  do you mind|how about|what about|i'd appreciate it if you could|i'd appreciate it if you would|i would appreciate it if you could|it would be great if you could|it'd be great if you could|it would be nice if you could|i'd be grateful if you could|i need you to please|feel free to|do me a favor and|do me a favour and|do me a favor|can you do me a favor and|would you be willing to|would you mind|would it be possible to|is it possible to|are you able to
  maybe we can|i was wondering if you could|i wonder if you could|if you could|if you can|if possible|help me|help me to|i need help|i want help|i'd like help
  make sure to|make sure you|make sure that you|be sure to|be sure you|don't forget to|dont forget to|do not forget to|remember to|try to
  need to|want to|i think we should|i think i should|i think you should|i think i wanna|i think i need to|it's time to|time to
  thank you|thanks|good morning|good evening|my dear|dear|sir|buddy|real quick|again|still|really|quick|simply|once again
`)
/** The same at the end of a wish. */
export const tails = phrases(`
  please|plz|pls|please and thank you|thanks|thank you|for me|for us|for now|too|as well|also|again|now|right now|right away|asap|immediately|instead|today|already|next|then
  if you can|if you could|if possible|if you would|if you please|if you don't mind|will you|would you|can you|could you|okay|ok|yet|olly|alexa|google|pda|real quick|quickly|before i forget|when you can|when you get a chance|while you're at it
`)
/** What may follow a finished wish without changing it: a reason, a condition, a time. */
export const afterthoughts = wordSet(`
  please plz pls thanks thank for cause cuz 'cause because since as so if unless when while before after until today tomorrow tonight now right
  too also again already asap immediately i'm i we're we we've i've that which on at in this next later soon instead ok okay alexa olly google sometime
`)

export const addVerbs = wordSet(`
  add adding re-add readd put putting include including insert inserting throw throwing write writing place placing append enter
  entering jot jotting mark marking note noting list stick sticking toss tossing tack tacking pop log record register scribble save slap chuck get attach plop type slip pencil pencilling
`)
/** Before "put" these make it say what is done to a thing. */
export const passives = wordSet('be get gets is are was were been being')
export const particles = wordSet('down on in up onto over')
export const listPrepositions = wordSet('to on onto in into for at under within unto upon')

/** What a thing can be said to be in order to have it on a list. */
export const participles = phrases(`
  added|put|placed|included|written|listed|inserted|to be added|to be put|to be|to go|to be placed|to be included|to be on|be added|put down|written down|add|on there|to appear
`)
export const wishes = phrases(`
  i need|i'll need|we need|we'll need|i want|we want|i would like|i'd like|we'd like|need|i also need|we also need|i'm going to need|i will need|we will need
  i would like to have|i'd like to have|i want to have|i need to have|we need to have|i'd love to have|i would love to have|i'd love|i'd like to see|i would like to see|i want to see|i require|i would love
  i could use|i should have|i must have|we must have|we should have
`)
export const assurances = phrases(`
  make sure|make sure that|be sure|be sure that|ensure|ensure that|see to it that|make certain|make certain that|please make sure|see that|please see that
`)
/** Between a thing and the list on which it should be. */
export const obligations = phrases(`
  should be|should go|should get|should now be|needs to be|need to be|needs to go|need to go|must be|must go|has to be|have to be|ought to be|has got to be
  goes|go|be put|belongs|belong|is to be|are to be|needs|shall be|can be|can go|could be|will be|will go|gets to be|should also be|should also go|be|needs to get|need to get|also needs to be|also goes|needs adding|need adding|needs putting|need putting|has to go|have to go
`)
export const verbsOfBeing = phrases(
  'is|are|gets|get|is being|are being|goes|go|will be|stays|have been|has been|gets put|get put',
)
/** Between a list and the thing that it should hold. */
export const contents = phrases(`
  should have|should also have|should include|should also include|should contain|needs to have|needs to include|needs|need|must have|must include|has to have|has to include|ought to have
  should now have|also needs|could use|needs more|needs some|requires|should list|should say
`)

export const questionWords = wordSet(`
  will would won't wouldn't
  what what's whats which who whose where when why how is are was were do does did have has had am isn't aren't don't didn't haven't should shall tell show read check see whats'
  let give confirm verify look find list recite review name does
`)
/** Says of the thing before it that it is not on a list. */
export const absences = phrases(
  "isn't|aren't|isnt|arent|is not|are not|isn't yet|is not yet|isn't already|is missing|are missing|is not currently|isn't currently|does not appear|doesn't appear",
)
/** Leads up to the question whether a thing is on a list. */
export const whether = phrases(`
  is|are|is there|are there|is there any|are there any|do i have|do we have|did i put|did i add|did we add|have i added|have i put|have we got|do i already have|do we already have
  did i remember to add|did i remember to put|did i get|have i got|does it have|check if|check if i have|check if we have|check whether|check to see if|see if|see whether|see if i have|look and see if
  tell me if|if|if i don't have|if we don't have|if there's no|if there isn't|if there isn't any|if there aren't any|if there is no|unless|in case|do i need|check that|check for
  if i do not have|if there are no|there's no|there is no|there are no|there isn't any|there aren't any|i do not have|we do not have|i don't have|we don't have|i don't have any|verify|verify that|i forgot to add|i forgot to put|i forgot to include|i meant to add|i meant to put|i didn't add|i didn't put|i haven't added|i haven't put|i should have added|i don't see|i don't think i added|i think i forgot|i forgot|if i haven't put|if i haven't added|if i have not added|can you check if|could you check if|can you see if|if it
`)
/** What stands between that thing and the list. */
export const whetherEnds = phrases(`
  is|are|isn't|aren't|is not|are not|'s not|isnt|arent|not|already|listed|added|put|written|written down|included|yet|down|currently|is already|are already|isn't already|aren't already|isn't yet|is on|are on|included
`)

/** Verbs that take something away, end or undo it. */
export const removals = wordSet(`
  remove removed removing delete deleted deleting erase erased clear clearing cancel cancelled cancels cross crossing scratch strike wipe trash discard
  eliminate uncheck nix nuke drop dump ditch undo forget omit exclude subtract off complete finished cut toggle disregard rid swap replace take
`)
/** Between the beginning of a sentence and its reason. */
export const reasons = phrases('because|cause|since|as')
export const anaphors = wordSet('it them that those these this one some same')

/** Leads up to what has run out or is needed. */
export const lacks = phrases(`
  i think i'm out of|i think we're out of|i think i ran out of|i think we ran out of
  i don't have any more|we don't have any more|i do not have any more|we do not have any more|i do not have any|we do not have any|i do not have|we do not have|i'm going to need|we're going to need|i am going to need|we are going to need|i'm gonna need|we're gonna need|i always forget|we always forget|i don't have any|we don't have any|i don't have|we don't have|i have no more|we have no more|i have no|we have no|there's no more|there is no more|there's no|there is no|we've got no|i've got no|there isn't any|there aren't any
  there isn't any more|there aren't any more|there are no more|there are no|no more|we haven't got any|i haven't got any|i don't have enough|we don't have enough|there isn't enough|there's not enough|there is not enough
  i need to buy|we need to buy|i need to get|we need to get|i need to pick up|we need to pick up|i need to purchase|i have to buy|i have to get|i want to buy|i want to get|i'd like to get|i'd like to buy|i would like to get|i would like to buy|i should buy|i should get|we should buy|we should get|i must buy|i gotta get|i've got to get
  i need|we need|i want|we want|i'd like|i would like|i could use|we could use|need|i love|i like|i forgot|we forgot|i forgot to buy|i forgot to get|out of|running low on|low on|i also need|i'll need|i need some more|i will need
`)
/** Ends what has run out or is needed. */
export const lackEnds = wordSet(
  'while when because cause since so for before after at from if as until today tomorrow and but anymore left again',
)

/** Verbs with which chores begin; a thing to buy does not. */
export const choreVerbs = wordSet(`
  wash clean call pay pick take mow mop vacuum dust sweep fold iron walk feed water fix repair mail email text schedule book finish do make cook bake
  buy get go visit change replace return drop meet bring check renew send write read study practice paint build move organize organise sort file
  prepare print plan order cancel cut trim plant rake shovel empty fill load unload tidy scrub polish cleaning washing mopping dusting vacuuming mowing
  folding sweeping ironing paying calling walking feeding watering painting cooking doing taking picking going laundry appointment meeting event work
`)
/** Verbs with which other commands to an assistant begin; neither a thing nor a chore does. */
export const commandVerbs = wordSet(`
  play turn switch start stop open close call phone text email send tell ask show search find set wake dim raise lower increase decrease pause resume skip give read
  check navigate tweet post rate search look remind cancel delete remove clear erase schedule book order pay transfer create make let turn translate define say sing
`)

/** Things that stand on other lists than those for shopping. */
export const notGoods = wordSet(`
  song songs track tracks album albums music movie movies film films show shows podcast artist name names contact contacts number numbers email address
  person people friend friends guest guests appointment appointments meeting meetings event events task tasks reminder note notes birthday place city tune tunes
  alarm timer ticket tickets flight website link video photo picture client clients word words date dates idea ideas by
`)

/** What may end a sentence about a task without being part of it. Times stay. */
export const politeTails = phrases(`
  please|plz|pls|thanks|thank you|for me|for us|too|as well|also|if you can|if you could|if possible|if you would|if you please|if you don't mind|will you|would you|can you|could you
  okay|ok|olly|alexa|google|pda|i would appreciate it|i'd appreciate it|would be great|that would be great
`)
/** What is bought or needed, but not put on a household's shopping list. */
export const notBought = wordSet(`
  ticket tickets flight flights stock stocks share shares gas insurance house home car cars apartment subscription bitcoin currency dollars euros
  train bus plane hotel seat seats visa me us him her you online amazon ebay from data phone trip cruise vacation domain to on at everything it
  all my card credit tonight
`)
