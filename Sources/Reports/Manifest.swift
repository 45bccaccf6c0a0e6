// What goes out with an export, so that whoever holds it knows what it is and that it is whole.
import Domain

/// Says what an export holds, who asked for it and why, with the SHA-256 of each file beside it.
public struct Manifest: Sendable, Equatable {
  /// One file of the archive.
  public struct File: Sendable, Equatable {
    /// Its name in the archive.
    public let name: String
    /// Its length.
    public let bytes: Int64
    /// SHA-256 in hexadecimal.
    public let sha256: String
    /// One file.
    public init(name: String, bytes: Int64, sha256: String) {
      self.name = name
      self.bytes = bytes
      self.sha256 = sha256
    }
  }
  /// The record kind.
  public var what: String
  /// Whose records, as it was asked.
  public var whose: String
  /// First day, if any.
  public var from: Day?
  /// Last day, if any.
  public var to: Day?
  /// What it is for.
  public var purpose: String
  /// Who asked for it.
  public var askedBy: String
  /// When.
  public var at: Instant
  /// The columns, in order.
  public var columns: [String]
  /// How many rows.
  public var rows: Int64
  /// The files; known only when they are written, which is why the manifest is the last one.
  public var files: [File]
  /// The newest link of the audit chain; empty where nothing of the audit is told.
  public var auditHead: String
  /// The head of the tree over the audit, which `proof.jsonl` leads to; empty when there is none.
  public var head = ""
  /// The version of the product.
  public var version: String

  /// A manifest; the files may be filled in later.
  public init(
    what: String, whose: String, from: Day?, to: Day?, purpose: String, askedBy: String,
    at: Instant, columns: [String], rows: Int64, files: [File] = [], auditHead: String,
    version: String
  ) {
    self.what = what
    self.whose = whose
    self.from = from
    self.to = to
    self.purpose = purpose
    self.askedBy = askedBy
    self.at = at
    self.columns = columns
    self.rows = rows
    self.files = files
    self.auditHead = auditHead
    self.version = version
  }

  /// The manifest as one JSON object and a line end.
  public func json() -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("made_by", "Hedgerow \(version)")
      json.member("what", what)
      json.member("whose", whose)
      json.member("from", ifAny: from?.text)
      json.member("to", ifAny: to?.text)
      json.member("purpose", purpose)
      json.member("asked_by", askedBy)
      json.member("at", at.text)
      json.member("columns", columns)
      json.member("rows", rows)
      json.name("files")
      json.array { json in
        for file in files {
          json.object { json in
            json.member("name", file.name)
            json.member("bytes", file.bytes)
            json.member("sha256", file.sha256)
          }
        }
      }
      if !auditHead.isEmpty { json.member("audit_head_sha256", auditHead) }
      if !head.isEmpty { json.member("audit_head", head) }
    }
    return json.bytes + [0x0A]
  }
}
