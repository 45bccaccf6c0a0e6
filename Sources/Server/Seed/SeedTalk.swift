// What people of the made-up organisation write to each other.

/// Messages, concerns, flags and questions. Worries are told plainly and gently.
enum SeedTalk {
  static let chat = [
    "Morning all. Good night's sleep, so home says.", "Taxi is running ten minutes late today.",
    "Could someone bring the blue folder over?", "Packed lunch is in the office fridge.",
    "Review moved to Thursday at 2.", "Thanks for covering yesterday, it made a difference.",
    "New trainers today, do say something nice.", "Please use the side gate this week.",
    "Ear defenders are back in the tray.", "Home rang: all fine, just a late start.",
    "Who has the swimming kit?", "Loved the bread. There is some left in the staff room.",
    "Spelling list is up on the board.", "He prefers to be asked, not told. Works well.",
    "She would like to be called Robin here, please.", "Birthday on Friday! 🎂 Card is on my desk.",
    "School sent the new timetable; I have put it in the folder.",
    "Can we try the quiet room before break?", "Great to see the photo from the climbing wall 🧗",
    "Reminder: inhaler goes wherever the child goes.", "Seating plan worked. Same tomorrow?",
    "Grandad collects today, password as agreed.", "The pony asked after you all 🐴",
    "I will do pick-up.", "Diolch yn fawr, pawb!", "شكرا لكم جميعا على اليوم الجميل",
    "תודה רבה, יום נהדר", "Cảm ơn cả nhóm.", "Dziękuję za pomoc dzisiaj.",
    "Two new books came, one about otters.", "Let us keep Wednesdays light for now.",
    "Forest school is on whatever the weather, bring layers.", "👍", "On my way.",
    "Note for the file: the sum was 12 - 5, not 12 + 5.", "I have asked CAMHS for the date again.",
    "Could the next session start outdoors?", "Well done everyone, that was a hard morning.",
  ]
  static let chatEndings = ["", "", "", " Thanks.", " 🙂", " Any questions, ask me.", " OK?"]

  static let staff = [
    "Minibus 2 is back from its MOT.", "Fire drill at 11 on Thursday. Not a secret.",
    "Kettle in the workshop is broken; please do not mend it with tape.",
    "Training: first aid refresher, 14 places left.", "The chickens laid nine eggs 🥚",
    "Supervision slots for next week are on the door.", "Wi-Fi in the barn is slow, it is known.",
    "Lost: one left glove, green.", "Please sign the new lone-working policy by Friday.",
    "Car park: the far row floods, leave it free.", "Thank you for a kind week, all of you.",
    "Cake in the kitchen. Gluten-free is on the blue plate.", "Boiler engineer is in until noon.",
    "Safeguarding refresher is on the 3rd; dara and devi are there for questions.",
    "Could the last one out check the hen house?", "Staff meeting moved to 15:30.",
    "New volunteers start on Monday. Say hello.", "Printer: use tray 2.",
    "Reminder: no child's name in this channel.", "Snow is forecast. Decisions by 7.",
    "A very long message, to see that it wraps: " + String(repeating: "ever so ", count: 40)
      + "long.",
    "=cmd()|' /C calc'!A0 is only text here, and so is @SUM(1+1).",
    "Zero\u{200D}width, tabs\tand <b>tags</b> & \"quotes\" stay as they are.",
  ]

  static let concerns = [
    "Very quiet all week, and eats alone.",
    "Tired each morning, and says the phone is on at night.",
    "Wore the same jumper since Monday and was cold outdoors.",
    "Has stopped reading, which used to be the best part of the day.",
    "Falls out with the same friend each lunchtime.", "Homework bag has not been opened.",
    "Asks to go home at about eleven, three days running.", "Squints at the board.",
    "Worries aloud about the move to the new school.", "Engagement in maths has dropped.",
    "Bus pass lost again, and walked.", "Is anxious when the usual driver is away.",
    "Has missed breakfast twice this week.", "Seems to have outgrown the shoes.",
    "Finds the new seating hard; more time out than in.",
  ]

  static let flagsSeen = [
    "A small bruise on the forearm, seen when sleeves were rolled up for washing hands.",
    "Said that there was nobody at home last night until late.",
    "Was upset after a message on the phone and did not want to show it.",
    "Flinched when a door banged, and hid under the table for a while.",
    "Told me that an older boy waits at the bus stop and asks for favours.",
    "Said that meals are missed at the weekend.", "Drew a picture and said that it was a secret.",
    "Did not want to go home with the person who came to collect.",
    "A friend told me that the child is being called names online.",
    "Said that sleeping is hard because of shouting next door and at home.",
    "Has new things that nobody at home bought, and would not say where they came from.",
  ]
  static let flagWords = [
    "'I don't want to say.'", "'There was no tea.'", "'He said not to tell.'",
    "'I'm fine, stop asking.'",
    "'It's only a joke, they said.'", "'Can I stay here a bit?'", "'Mum was out again.'",
  ]
  static let flagActions = [
    "Listened, promised no secrecy, stayed until calm.", "Gave breakfast and a quiet place.",
    "Stayed with the child and told devi in person.",
    "Wrote it down at once, in the child's words.",
    "Kept to the usual plan, and let the child choose who sits with them.",
    "Rang the safeguarding lead from the office.",
  ]
  static let places = [
    "the yard", "the minibus", "the kitchen", "the quiet room", "break", "the gate",
  ]
  static let categories = [
    "physical", "emotional", "neglect", "bullying", "online", "home", "mental-health",
    "criminal-exploitation", "disclosure", "other",
  ]

  static let questions = [
    "Who told us?", "Please add who informed us; the school asks.",
    "Was it the parent or the school that rang?", "The reason is there, but not who gave it.",
  ]
  static let answers = [
    "found the message in the office book", "asked at pick-up", "the school confirmed it by phone",
    "it was in my notes",
  ]

  /// Why a child was away, and who would have told us.
  static let absences: [(reason: String, from: String)] = [
    ("taxi did not arrive", "transport"), ("minibus broke down on the ring road", "transport"),
    ("refused to leave home", "parent"), ("CAMHS appointment", "parent"),
    ("dentist at 2", "parent"), ("hospital check-up", "parent"), ("orthodontist", "parent"),
    ("a cold and a temperature", "parent"), ("migraine", "parent"), ("stomach bug", "parent"),
    ("asthma, staying in", "parent"), ("Eid", "parent"), ("Diwali with the family", "parent"),
    ("college interview", "school"), ("exam at the home school", "school"),
    ("family holiday", "parent"), ("no answer from home, message left", "none"),
    ("said they would not come today", "child"), ("snow, road closed", "transport"),
    ("suspended by the home school for two days", "school"),
    ("meeting with the new school", "school"), ("moving house", "parent"),
  ]
  static let lateReasons = [
    "traffic", "taxi came late", "slept badly", "walked in", "bus was full", "hard morning at home",
    "dropped a sibling off first", "came by bike, puncture",
  ]
  static let earlyReasons = [
    "collected by mum", "dentist", "felt unwell", "review meeting at school", "taxi came early",
    "had had enough, agreed with home",
  ]
  static let illnesses = [
    "flu", "stomach bug", "chickenpox, unwell", "a bad cold", "ear infection, unwell", "covid",
  ]
}
