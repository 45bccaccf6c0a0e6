// Which child a word of the register means: a short name, initials, or the beginning of a name.

import Domain

/// What a name may mean to the one who typed it.
enum ChildNamed {
  case one(Child)
  /// Several children, none of them named for certain.
  case several([Child])
  case nobody
}

/// The children whom the asker may see, by what they may be called.
struct RegisterNames {
  private struct Known {
    let child: Child
    /// Its short name's letters: `js` of `JS2`.
    let initials: String
    /// Its full name, with a space before each word.
    let name: String
  }
  let turn: Turn
  private var known: [Known]?

  init(_ turn: Turn) { self.turn = turn }

  /// The child of a name as typed: a short name as it stands, since that is what the child's channel
  /// is called, or the beginning of a name. Mere initials (`J.S.`, or JS for JS2) are never enough.
  mutating func child(_ typed: String) -> ChildNamed {
    let word = plainName(typed)
    guard !word.isEmpty else { return .nobody }
    for text in [typed, word] {
      if let child = turn.child(trimmed(text)) { return .one(child) }
    }
    let letters = word.filter { $0 != " " && $0 != "." }
    let everyone = everyone()
    // Where JS is another's child, `JS` must not come to mean JS2, who is mine.
    let alike = everyone.filter { letters.count <= 3 && $0.initials == letters }
    if !alike.isEmpty { return .several(alike.map(\.child)) }
    let found = letters.count < 3 ? [] : everyone.filter { $0.name.contains(" " + word) }
    switch found.count {
    case 0: return .nobody
    case 1: return .one(found[0].child)
    default: return .several(found.map(\.child))
    }
  }

  /// The other children with a child's initials: JS2 and JS3 beside JS.
  mutating func alike(_ child: Child) -> [Child] {
    let everyone = everyone()
    let initials = everyone.first { $0.child.id == child.id }?.initials
    return everyone.filter { $0.initials == initials && $0.child.id != child.id }.map(\.child)
      .sorted { $0.short < $1.short }
  }

  /// The children of whom a mistyped name might be meant: those with its first letter first.
  mutating func choices(for typed: String) -> [Child] {
    let first = plainName(typed).first
    return everyone().map(\.child).sorted {
      let (left, right) = (plainName($0.short), plainName($1.short))
      return (left.first == first ? 0 : 1, left) < (right.first == first ? 0 : 1, right)
    }
  }

  private mutating func everyone() -> [Known] {
    if let known { return known }
    let all = turn.list.channels(turn.member.id, .see).compactMap { grant -> Known? in
      guard let id = turn.roster.channels[grant.channel]?.child,
        let child = turn.roster.children[id], !child.isErased,
        turn.roster.channels[grant.channel]?.isArchived == false
      else { return nil }
      return Known(
        child: child, initials: plainName(child.short).filter { $0.isLetter },
        name: " " + plainName(child.name))
    }
    known = all
    return all
  }
}

/// A name's key: lower case, without accents, with straight apostrophes and single spaces.
func plainName(_ text: String) -> String {
  let ascii = text.utf8.allSatisfy { $0 < 0x80 }
  guard !ascii else { return folded(text) }
  var key = String.UnicodeScalarView()
  for scalar in folded(text).unicodeScalars {
    switch scalar.properties.generalCategory {
    case .nonspacingMark: continue
    default: key.append(scalar.isASCII ? scalar : base(of: scalar))
    }
  }
  return String(key)
}

/// The plain letter that a letter with a mark is built on (`LATIN SMALL LETTER O WITH STROKE`).
private func base(of scalar: Unicode.Scalar) -> Unicode.Scalar {
  let words = (scalar.properties.name ?? "").split(separator: " ")
  guard words.count > 4, words[0] == "LATIN", words[2] == "LETTER", words[4] == "WITH",
    words[3].utf8.count == 1, let letter = words[3].lowercased().unicodeScalars.first
  else { return scalar }
  return letter
}
