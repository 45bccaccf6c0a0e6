// Conditional requests: whether the client's idea of a thing's version lets its method be done.

/// By what a version of a thing is known.
public struct Validators: Sendable {
  /// Its tag.
  public var tag: EntityTag?
  /// When it was last changed, in seconds since 1970.
  public var modified: Int64?

  /// The validators of a thing that is there.
  public init(tag: EntityTag?, modified: Int64? = nil) {
    self.tag = tag
    self.modified = modified
  }
}

/// What comes of a request's conditions.
public enum Precondition: Sendable, Equatable {
  /// The method may be done.
  case holds
  /// 304: the client has it already.
  case notModified
  /// 412: it is not the version that the client meant.
  case failed
}

extension Request {
  /// The outcome of the request's conditions, in the order of RFC 9110 section 13.2.2; nil when
  /// there is nothing of that name yet. To be asked where the answer without them would be 2xx.
  public func precondition(on current: Validators?) -> Precondition {
    // RFC 9110 section 13.2.1: these neither select nor change a representation.
    if ["OPTIONS", "TRACE", "CONNECT"].contains(method) { return .holds }
    if let wanted = TagList(headers.values("if-match")) {
      if !wanted.names(current?.tag, exists: current != nil, strongly: true) { return .failed }
    } else if let since = date("if-unmodified-since"), let modified = current?.modified,
      modified > since
    {
      return .failed
    }
    return preconditionOfNew(current)
  }

  private func preconditionOfNew(_ current: Validators?) -> Precondition {
    let isRead = method == "GET" || method == "HEAD"
    guard let known = TagList(headers.values("if-none-match")) else {
      guard isRead, let since = date("if-modified-since"), let modified = current?.modified else {
        return .holds
      }
      return modified <= since ? .notModified : .holds
    }
    // A list that cannot be read excludes nothing: a read gets all, and a write is not dared.
    if known == .malformed { return isRead ? .holds : .failed }
    if known.names(current?.tag, exists: current != nil, strongly: false) {
      return isRead ? .notModified : .failed
    }
    return .holds
  }

  /// RFC 9110 section 13.1.3: a date that is none, or not the only one, is ignored.
  private func date(_ name: String) -> Int64? {
    let values = headers.values(name)
    return values.count == 1 ? HTTPDate.seconds(values[0]) : nil
  }
}
