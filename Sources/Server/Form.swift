// Reads a request's JSON object, key by key, and refuses keys that nobody asked for.
import Domain
import HTTP

/// The JSON object of a request body.
struct Form {
  private let json: JSON
  private let known: Set<String>

  /// Reads the body. It must be JSON (415 otherwise), well formed (400), an object with only these
  /// keys (422).
  init(_ request: Request, keys: Set<String>) throws {
    known = keys
    if request.body.isEmpty, request.headers["content-type"] == nil {
      json = .object([])
      return
    }
    let type = request.headers["content-type"]?.lowercased() ?? ""
    let essence = type.split(separator: ";", maxSplits: 1)[0...].first ?? ""
    guard essence.drop(while: { $0 == " " }).hasPrefix("application/json") else {
      throw Problem(status: 415, code: "not-json", text: "The body must be application/json.")
    }
    do {
      json = try JSON.parse(request.body)
    } catch {
      throw Problem.malformed("The body is not JSON: \(error.text), at byte \(error.offset).")
    }
    guard let members = json.members else {
      throw Problem.malformed("The body must be a JSON object.")
    }
    let strangers = members.map(\.name).filter { !keys.contains($0) }
    guard strangers.isEmpty else {
      throw Problem.complaints(
        strangers.prefix(Limits.complaintsMax).map { stranger in
          Complaint(
            code: "unknown-key", text: "'\(stranger)' is not known here.",
            hint: "Known are: \(keys.sorted().joined(separator: ", "))", field: stranger)
        })
    }
  }

  /// The value, whatever it is; nil when absent or null.
  subscript(_ key: String) -> JSON? {
    assert(known.contains(key))
    if let value = json[key], value != .null { return value }
    return nil
  }

  /// A text that must be there.
  func text(_ key: String) throws -> String {
    guard let text = try optionalText(key) else {
      throw Problem.complaint("missing-key", "'\(key)' is missing.", field: key)
    }
    return text
  }

  /// A text that may be there.
  func optionalText(_ key: String) throws -> String? {
    guard let value = self[key] else { return nil }
    guard let text = value.text else {
      throw Problem.complaint("bad-type", "'\(key)' must be a text.", field: key)
    }
    return text
  }

  /// A whole number that must be there.
  func whole(_ key: String) throws -> Int64 {
    guard case .number(let number)? = self[key], number == number.rounded(), abs(number) < 9e15
    else { throw Problem.complaint("bad-type", "'\(key)' must be a whole number.", field: key) }
    return Int64(number)
  }
}
