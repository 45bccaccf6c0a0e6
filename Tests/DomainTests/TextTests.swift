// Moments, days and JSON as texts: what is written fast is what was written slowly.
import Domain
import Testing

@Suite struct TextTests {
  @Test func `a day is ten characters from the year 0 to the year 9999, and longer beyond`() {
    for (number, text) in [
      (-719_528, "0000-01-01"), (-1, "1969-12-31"), (0, "1970-01-01"), (20_778, "2026-11-21"),
      (2_932_896, "9999-12-31"), (2_932_897, "10000-01-01"),
    ] {
      #expect(Day(number: number).text == text)
      #expect(number < -1 || number > 2_932_896 || Day(text: text)?.number == number)
    }
  }

  @Test func `a moment has milliseconds, and every field its width`() {
    for (milliseconds, text) in [
      (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (1_795_251_309_007, "2026-11-21T08:55:09.007Z"),
      (253_402_300_800_000, "10000-01-01T00:00:00.000Z"),
    ] as [(Int64, String)] {
      #expect(Instant(milliseconds: milliseconds).text == text)
    }
  }

  @Test func `numbers are written to the last digit of their range`() {
    for number in [0, 7, 10, -1, -10, Int64.max, Int64.min] {
      var writer = JSONWriter()
      writer.number(number)
      #expect(String(decoding: writer.bytes, as: UTF8.self) == "\(number)")
    }
  }

  @Test func `every byte that needs an escape has it wherever it stands`() {
    for byte in UInt8(0)..<0x80 {
      let mark = String(UnicodeScalar(byte))
      let written =
        switch byte {
        case 0x22: "\\\""
        case 0x5C: "\\\\"
        case 0x0A: "\\n"
        case 0..<0x10: "\\u000" + String(byte, radix: 16)
        case 0x10..<0x20: "\\u00" + String(byte, radix: 16)
        default: mark
        }
      for (before, after) in [
        ("", ""), ("Zoë ", ""), ("", " Nguyễn"), ("a", "a somewhat longer text"),
      ] {
        var writer = JSONWriter()
        writer.string(before + mark + after + mark)
        #expect(
          String(decoding: writer.bytes, as: UTF8.self)
            == "\"" + before + written + after + written + "\"")
      }
    }
  }

  @Test func `the acts in a channel are those that are allowed one by one`() throws {
    let sample = try Cast()
    let access = sample.access()
    for member in sample.roster.members.keys {
      for channel in sample.roster.channels.keys {
        let each = Act.all.filter { access.grant(member, $0, channel) != nil }
        #expect(access.acts(member, in: channel) == each)
      }
    }
  }
}
