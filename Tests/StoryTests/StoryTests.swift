// Plays every story, and sees to it that every definition has one.
import Domain
import FoundationEssentials
import Testing
import TestKit

private let folder = checkout + "/Tests/StoryTests/Stories"

private let stories: [Story] = {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  return names.filter { $0.hasSuffix(".story") }.sorted().map { name in
    let data = FileManager.default.contents(atPath: folder + "/" + name) ?? Data()
    return Story(name: name, text: String(decoding: data, as: UTF8.self))
  }
}()

extension Story: CustomTestStringConvertible {
  /// The file's name.
  public var testDescription: String { name }
}

@Test("A story comes out as it is told", arguments: stories)
func story(_ story: Story) {
  let troubles = story.play()
  #expect(troubles.isEmpty, "\(troubles.joined(separator: "\n"))")
}

@Test("A story that is wrong is found out")
func wrongStory() {
  let wrong = Story(
    name: "wrong",
    text: """
      story  A story that is not so.
      cast   tess team(on: AB), tari team(on: CD)
      tess in AB    good morning
      tari sees     good morning
      """)
  #expect(!wrong.play().isEmpty)
}

@Test("Every command and every channel kind has a story of its own")
func everyDefinitionHasAStory() {
  let names = Set(stories.map(\.name))
  for command in shippedCatalog.commands.keys.sorted() {
    #expect(names.contains("\(command).story"), "no story for /\(command)")
  }
  for kind in shippedCatalog.kinds.keys.sorted() {
    #expect(names.contains("channel-\(kind).story"), "no story for the channel kind \(kind)")
  }
}
