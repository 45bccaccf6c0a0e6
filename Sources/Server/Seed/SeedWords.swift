// What people of the made-up organisation do and see: pieces that are put together.

/// Pieces of notes and attainments. None of them is about anyone.
enum SeedWords {
  static let reasons = [
    "key worker", "second key worker", "works with the child on most days", "covers Thursdays",
    "reading mentor", "leads forest school", "one-to-one support", "since the review in September",
  ]

  static let activities = [
    "forest school", "animal care", "cooking", "boxing", "art therapy", "1:1 maths", "ASDAN",
    "bike workshop", "allotment", "swimming", "drumming", "woodwork", "reading to the dogs",
    "lego club", "climbing wall", "pottery", "music production", "phonics", "functional English",
    "food hygiene", "travel training", "money skills", "chess", "film making", "fishing",
    "horse care", "sewing", "coding", "garden design", "barista practice", "team games",
    "breathing and stretching", "community café", "canal walk", "museum visit", "hair and beauty",
    "small engines", "first aid", "bushcraft", "bread baking",
  ]
  static let settings = [
    "in the yard", "with two others", "one to one", "in the quiet room", "at the farm",
    "with the whole group", "outdoors in light rain", "with a new volunteer", "before break",
    "straight after lunch", "in the workshop", "at the leisure centre", "with music on",
    "by the pond", "at the kitchen table", "with Pickle the dog",
  ]

  static let beginnings = [
    "Came in quietly and chose a seat by the door",
    "Arrived cheerful and asked what the plan was", "Needed a slow start and a drink of water",
    "Was reluctant for the first ten minutes", "Settled at once",
    "Was tired, and said so, which is new", "Came straight from a hard morning at home",
    "Walked two laps of the yard before coming in", "Remembered everyone's name from last week",
    "Asked to swap places and was polite about it", "Wanted to show a drawing made at home",
    "Found the noise hard and put on ear defenders without being asked",
  ]
  static let middles = [
    "regulated after 10 min using breathing space", "engaged 25 of 30 min",
    "lit the fire with help", "shared the tools without a reminder",
    "measured twice and cut once, as agreed", "read a whole page aloud",
    "worked out the change from a ten pound note", "asked for help before getting stuck",
    "took turns for the full game", "explained the rules to a younger child",
    "kept going after the first try went wrong", "groomed the pony and picked out three hooves",
    "followed the recipe alone, all but the oven",
    "used the calm card twice and came back each time",
    "swam six widths", "finished the first verse of a song",
    "named two feelings and where they sat",
    "wrote four sentences with capital letters", "planted a row of broad beans",
    "trued a wheel by eye and checked it on the stand", "held the pads for a partner",
    "left the room once and came back within five minutes", "talked about the weekend unprompted",
    "wore safety glasses throughout", "tried the soup, and had seconds",
    "made a list and ticked off all of it", "sat with the group for the whole snack",
    "apologised in their own words", "laughed a lot", "chose the harder worksheet",
  ]
  static let endings = [
    "Left calm.", "Left proud, with a photo for home.", "Tidied up without being asked.",
    "Said it was 'alright, actually'.", "Scored the session 8 out of 10.",
    "Wanted to stay longer.", "Went home settled.", "Said goodbye to everyone.",
    "Asked when we do it next. 🦔", "Needed a few minutes in the car before going in.", "",
    "Waved from the taxi.", "Chose a sticker for effort ⭐️.", "Was ready before the bell.", "",
  ]

  static let nextSteps = [
    "Lead a small group next time", "Start with fractions, then money", "Try a shorter walk first",
    "Offer the calm card at the door", "Bring the same seat and the same order",
    "Let the child choose the first task", "Practise the bus route with a friend",
    "Plan a menu for four", "Move from two prompts to one", "Show the finished work to home",
    "Try it without ear defenders for five minutes", "Ask the school for the reading level",
    "Build up to the whole session by half term", "Pair with an older child",
    "Write up the ASDAN evidence", "Repeat, and take one photo a step",
    "Agree a signal for needing space", "Add ten minutes outdoors before maths",
    "Ask about glasses at the next review", "Invite to the Friday café",
  ]
  static let owners = [
    "", "", "; key worker to plan", "; the whole team", "; on Tuesday", "; after half term",
    "; agreed with home", "; the child suggested it",
  ]

  static let achievements = [
    "baked bread alone for the first time", "read to the dogs for fifteen minutes",
    "rode the bus to town and back with one prompt", "passed food hygiene level 1",
    "finished the 5 km walk", "swam ten metres without a float",
    "built a bird box that was hung up", "stayed for a whole day, the first since September",
    "spoke in front of the group", "fixed a puncture in under ten minutes",
    "wrote a letter and posted it", "kept a diary for a week", "beat the head at chess",
    "completed the ASDAN short course unit", "cooked lunch for six",
    "went a fortnight without leaving the room", "made a new friend at boxing",
    "played the drums at the assembly", "asked for a break with words",
    "earned the bronze climbing badge",
  ]
  static let subjects = [
    "number skills", "reading", "writing", "boxing", "cooking", "bike workshop", "forest school",
    "speaking and listening", "self-care", "travel", "ASDAN", "art", "music", "swimming", "ICT",
    "working with others",
  ]
  static let feedback = [
    "Kept to the rules for a whole round and shook hands.",
    "The plan on paper helped; the second half was almost without prompts.",
    "Good eye for detail. Next time try the next size of chisel.",
    "You kept trying when it was hard, and it shows.",
    "Sentences are longer now, and the full stops are there.",
    "Careful with the animals, and very gentle.",
    "Remember to check the oven before you open the tin.",
    "Timing is better than last month. Practise the chorus slowly.",
    "Clear thinking. Say the steps aloud so that others can follow.",
    "It was brave to go first.",
  ]
}
