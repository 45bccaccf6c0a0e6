// One mail handed over to the program, and what became of it, read from its status and its words.
import Domain
import Reports

/// What came of handing one mail over.
enum Handed: Sendable, Equatable {
  /// It was taken; the relay's answer.
  case taken(String)
  /// It may be taken later; why not now.
  case later(String)
  /// Nobody knows whether it was taken: the program was ended before it said so; why.
  case unknown(String)
  /// It never will be; why.
  case never(String)
}

extension MailPlan {
  /// Hands a mail over, and waits for the program.
  func hand(_ mail: MailWriter) -> Handed {
    let bytes: [UInt8]
    do { bytes = try mail.bytes() } catch { return .never(answer(explained(error))) }
    guard let path else { return .later("The mail program '\(program)' is missing.") }
    do {
      let (status, output, errors) = try ChildProcess.run(
        path, words(to: mail.to), input: bytes, deadlineSeconds: deadlineSeconds)
      return handed(status, String(decoding: output + errors, as: UTF8.self))
    } catch Failure.unavailable(let why) {
      // It was never started.
      return .later(answer(why))
    } catch {
      return .unknown(answer(explained(error)))
    }
  }

  /// What a status of sysexits.h means. Only what concerns this mail or its address is for ever: a
  /// relay that cannot be found, does not know us or breaks off is put right by somebody.
  func handed(_ status: Int32, _ said: String) -> Handed {
    let reply = MailPlan.reply(in: said)
    let words = answer(reply?.text ?? said)
    switch status {
    case 0: return .taken(words.isEmpty ? "accepted" : words)
    case 65, 67: return .never(words.isEmpty ? "refused (status \(status))" : words)
    case 69 where reply.map { $0.status >= 500 && $0.status != 530 && $0.status != 535 } ?? false:
      return .never(words)
    // ChildProcess says 128 and the signal that ended a program: it may have handed the mail on.
    case 128...: return .unknown("The mail program was ended by signal \(status - 128).")
    default: return .later(words.isEmpty ? "status \(status)" : words)
    }
  }

  /// msmtp's line for its log: `... smtpstatus=250 smtpmsg='250 2.0.0 OK' exitcode=EX_OK`.
  private static func reply(in said: String) -> (status: Int, text: String)? {
    func part(_ name: String, upTo end: Character) -> String? {
      guard let start = said.range(of: name) else { return nil }
      return String(said[start...].dropFirst(name.count).prefix { $0 != end })
    }
    guard let text = part("smtpmsg='", upTo: "'") ?? part("errormsg='", upTo: "'") else {
      return nil
    }
    return (part("smtpstatus=", upTo: " ").flatMap { Int($0) } ?? 0, text)
  }

  /// The words in one line, without control characters, short enough to keep.
  private func answer(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
    let line = String(String.UnicodeScalarView(scalars)).split(separator: " ").joined(
      separator: " ")
    return String(line.unicodeScalars.prefix(Limits.mailAnswerCharactersMax))
  }
}

extension String {
  fileprivate func range(of part: String) -> Substring.Index? {
    indices.first { self[$0...].hasPrefix(part) }
  }
}
