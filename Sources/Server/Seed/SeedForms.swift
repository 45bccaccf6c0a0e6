// Filled forms of the seed, put together from its words.
import Domain

/// The fields of a form, as the shipped commands name them.
enum SeedForms {
  typealias Fields = [(String, JSON)]

  static func note(_ session: String, _ day: Day, _ dice: inout SplitMix) -> Fields {
    let activity = dice.pick(SeedWords.activities) + " " + dice.pick(SeedWords.settings)
    let middle = dice.pick(SeedWords.middles)
    let second = dice.pick(SeedWords.middles)
    var outcomes = dice.pick(SeedWords.beginnings) + "; " + middle
    if second != middle { outcomes += ", and " + second }
    outcomes += ". " + dice.pick(SeedWords.endings)
    if dice.chance(100) { outcomes += " Typed into the tablet: \"=cmd()\" (a game of codes)." }
    let next = dice.pick(SeedWords.nextSteps) + dice.pick(SeedWords.owners) + "."
    var fields: Fields = [
      ("activity", .string(activity)), ("outcomes", .string(tidy(outcomes))),
      ("next_steps", .string(next)),
    ]
    // Some are written the day after, and shown as late.
    if dice.chance(300) {
      fields.insert(("day", .string(day.adding(days: -1).text)), at: 0)
    } else {
      fields.insert(("session", .string(session)), at: 0)
    }
    return fields
  }

  static func attain(_ dice: inout SplitMix) -> Fields {
    let scores = ["not-yet", "beginning", "developing", "developing", "securing", "secure"]
    switch dice.below(3) {
    case 0: return [("achievement", .string(dice.pick(SeedWords.achievements)))]
    case 1:
      return [
        ("score", .string(dice.pick(scores))), ("subject", .string(dice.pick(SeedWords.subjects))),
      ]
    default:
      return [
        ("subject", .string(dice.pick(SeedWords.subjects))),
        ("feedback", .string(dice.pick(SeedWords.feedback))),
        ("score", .string(dice.pick(scores))),
      ]
    }
  }

  static func concern(_ day: Day, _ dice: inout SplitMix) -> Fields {
    var fields: Fields = [
      ("what", .string(dice.pick(SeedTalk.concerns))),
      ("urgency", .string(dice.pick(["when-you-can", "this-week", "this-week", "today"]))),
    ]
    if dice.chance(5_000) {
      fields.append(("change_since", .string(day.adding(days: -dice.within(2...20)).text)))
    }
    return fields
  }

  static func flag(_ short: String, _ day: Day, _ dice: inout SplitMix) -> Fields {
    var fields: Fields = [
      ("seen_or_heard", .string(dice.pick(SeedTalk.flagsSeen))),
      ("immediate_action", .string(dice.pick(SeedTalk.flagActions))),
      ("told_dsl", .bool(dice.chance(6_500))),
      ("severity", .string(dice.pick(["info", "concern", "concern", "concern", "urgent"]))),
      ("location", .string(dice.pick(SeedTalk.places))),
    ]
    if dice.chance(5_000) { fields.append(("child_words", .string(dice.pick(SeedTalk.flagWords)))) }
    if dice.chance(6_000) {
      fields.append(("category", .array([.string(dice.pick(SeedTalk.categories))])))
    }
    if dice.chance(3_000) { fields.append(("happened_day", .string(day.adding(days: -1).text))) }
    if dice.chance(3_000) {
      let part = dice.pick(["subject", "harmed", "witness"])
      fields.append(
        (
          "children",
          .array([
            .object([(name: "child", value: .string(short)), (name: "part", value: .string(part))])
          ])
        ))
    }
    return fields
  }

  static func query(_ record: String, _ dice: inout SplitMix) -> Fields {
    [("record", .string(record)), ("issue", .string(dice.pick(SeedTalk.questions)))]
  }

  static func amend(_ record: String, _ reason: String, _ dice: inout SplitMix) -> Fields {
    let known = SeedTalk.absences.first { $0.reason == reason }?.from ?? "parent"
    return [
      ("record", .string(record)),
      ("changes", .object([(name: "informed_by", value: .string(known))])),
      ("reason", .string(dice.pick(SeedTalk.answers))),
    ]
  }

  private static func tidy(_ text: String) -> String {
    text.last == " " ? String(text.dropLast()) : text
  }
}
