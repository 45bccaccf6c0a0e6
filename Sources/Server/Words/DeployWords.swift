// The word deploy: a working configuration for what stands around the server, on standard output.
import Domain
import HTTP

func deploy(_ words: Words) throws -> Int32 {
  let names = Deployment.templates.keys.sorted()
  guard let name = words.plain.first else {
    throw Misuse(text: "say for what: \(names.joined(separator: ", ")).")
  }
  guard let template = Deployment.templates[name] else {
    let guess = nearest(name, among: names).map { " Did you mean '\($0)'?" } ?? ""
    throw Misuse(text: "'\(name)' is none of \(names.joined(separator: ", ")).\(guess)")
  }
  try words.allow(Set(template.options), plain: 1)
  say(try Deployment(words, for: name).filled(template))
  return 0
}

/// What a configuration is made for.
struct Deployment {
  /// A text with `{{names}}` in it, and the options that change it.
  struct Template {
    let file: String
    let options: [String]
  }

  static let templates = [
    "caddy": Template(
      file: "Caddyfile", options: ["--domain", "--listen", "--certificate", "--key"]),
    "nginx": Template(
      file: "nginx.conf", options: ["--domain", "--listen", "--certificate", "--key"]),
    "systemd": Template(file: "hedgerow.service", options: ["--data", "--listen"]),
    "msmtp": Template(file: "msmtprc", options: ["--domain"]),
    "docker": Template(file: "Dockerfile", options: ["--data"]),
  ]

  /// Seconds that `serve` gives to what runs when it is told to stop.
  static let drainSeconds = 4
  /// Seconds before the server's own hanging up at which a proxy lets an idle connection go.
  private static let earlierSeconds = 15

  private let name: String
  private let domain: String
  private let port: UInt16
  private let data: String
  private let place: Endpoint
  private let certificate: (file: String, key: String)?

  init(_ words: Words, for name: String) throws {
    self.name = name
    (domain, port) = try Deployment.domain(Deployment.place(words, for: name))
    data = try Deployment.path(
      words.value("--data") ?? (name == "docker" ? "/data" : "/var/lib/hedgerow"), "--data")
    let places = try words.listen()
    guard places.count == 1, let place = places.first else {
      throw Misuse(text: "--listen is said once here: where Hedgerow listens for this proxy.")
    }
    guard !words.hasProxied else {
      throw Misuse(
        text: "--listen proxied: is not for this proxy, which speaks by X-Forwarded-For.")
    }
    self.place = place
    if case .unix(let path) = place { _ = try Deployment.path(path, "--listen unix:") }
    switch (words.value("--certificate"), words.value("--key")) {
    case (let file?, let key?):
      certificate = (
        try Deployment.path(file, "--certificate"), try Deployment.path(key, "--key")
      )
    case (nil, nil): certificate = nil
    default: throw Misuse(text: "--certificate and --key go together.")
    }
  }

  /// The template with everything filled in.
  func filled(_ template: Template) throws -> String {
    let path = "Sources/Server/Deploy/" + template.file
    guard let file = embeddedFiles.first(where: { $0.path == path }) else {
      throw Failure.broken("\(path) was not built in")
    }
    var text = String(describing: file.text)
    for (name, value) in try values() {
      text = text.split(separator: "{{\(name)}}", omittingEmptySubsequences: false)
        .joined(separator: value)
    }
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  private func values() throws -> [String: String] {
    let limits = HTTPLimits()
    let site = port == 443 ? domain : "\(domain):\(port)"
    let caddyTLS = certificate.map { "\ttls \($0.file) \($0.key)\n" } ?? ""
    let live = "/etc/letsencrypt/live/\(domain)/"
    return [
      "starttls": port == 465 ? "off" : "on",
      "serve": "hedgerow serve --data DIR \(listenWords)", "listen": listenWords,
      "upstream": upstream, "name": domain, "site": site, "port": String(port), "data": data,
      "certificate": certificate?.file ?? live + "fullchain.pem",
      "key": certificate?.key ?? live + "privkey.pem", "tls": caddyTLS,
      "redirect": port == 443 ? redirect : "", "body": String(Limits.bodyBytesMax),
      "idle": String(limits.idleSeconds),
      "keep": String(limits.idleSeconds - Deployment.earlierSeconds),
      "heartbeat": String(limits.heartbeatSeconds), "stream": String(limits.heartbeatSeconds * 3),
      "drain": String(Deployment.drainSeconds), "stop": String(Deployment.drainSeconds + 11),
      "files": String(limits.connectionsMax + 1_000), "group": group,
      "folders": name == "systemd" ? try folders() : "",
    ]
  }

  /// The words for `serve`; the proxy is believed from where it comes.
  private var listenWords: String {
    switch place {
    case .unix(let path): "--listen unix:\(path) --proxy unix"
    case .tcp(let host, let port):
      "--listen \(shown(host)):\(port) --proxy \(Deployment.near(host))"
    }
  }

  private var upstream: String {
    switch place {
    case .unix(let path): name == "caddy" ? "unix/" + path : "unix:" + path
    case .tcp(let host, let port): "\(shown(Deployment.near(host))):\(port)"
    }
  }

  private func shown(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

  /// What a proxy on this machine calls a server that listens on every address.
  private static func near(_ host: String) -> String {
    switch host {
    case "0.0.0.0": "127.0.0.1"
    case "::": "::1"
    default: host
    }
  }

  private var redirect: String {
    """

    server {
      listen 80;
      listen [::]:80;
      server_name \(domain);
      server_tokens off;
      access_log off;
      location /.well-known/acme-challenge/ { root /var/www/html; }
      location / { return 308 https://$server_name$request_uri; }
    }

    """
  }

  private var group: String {
    guard case .unix = place else { return "Group=hedgerow" }
    return
      "# CHANGE: the proxy's group, which may speak to the socket: Debian's nginx is in www-data, "
      + "its Caddy in caddy.\nGroup=www-data"
  }

  /// The folders that the unit may write to.
  private func folders() throws -> String {
    var lines: [String] = []
    if let name = Deployment.folder(data, below: "/var/lib/") {
      lines += ["StateDirectory=\(name)", "StateDirectoryMode=0700"]
    } else {
      lines.append("ReadWritePaths=\(data)")
    }
    if case .unix(let path) = place {
      guard let name = Deployment.folder(parent(path), below: "/run/") else {
        throw Misuse(
          text: "--listen unix:\(path): a service makes its socket in a folder of its own in /run: "
            + "unix:/run/hedgerow/hedgerow.sock.")
      }
      lines += ["RuntimeDirectory=\(name)", "RuntimeDirectoryMode=0750"]
    }
    return lines.joined(separator: "\n")
  }

  private static func folder(_ path: String, below base: String) -> String? {
    guard path.hasPrefix(base) else { return nil }
    let name = path.dropFirst(base.count)
    return name.isEmpty || name.contains("/") ? nil : String(name)
  }

  // MARK: What may stand in a configuration

  /// `NAME` or `NAME:PORT`: nothing that means more than itself in any of the files.
  /// A relay is spoken to on its own port, all others on that of the web.
  private static func place(_ words: Words, for name: String) -> String {
    guard name == "msmtp" else { return words.value("--domain") ?? "chat.example.org" }
    let relay = words.value("--domain") ?? "smtp.example.org"
    return relay.contains(":") ? relay : relay + ":587"
  }

  private static func domain(_ text: String) throws -> (String, UInt16) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let name = parts[0].lowercased()
    let isName = name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && !$0.hasPrefix("-") && $0.utf8.allSatisfy(isPlain)
    }
    let digits = parts.count == 2 ? String(parts[1]) : "443"
    guard isName, name.utf8.count <= 253, parts.count <= 2, digits.utf8.allSatisfy(isDigit),
      let port = UInt16(digits), port > 0
    else { throw Misuse(text: "--domain '\(text)' is no name: chat.example.org is right.") }
    return (name, port)
  }

  /// A whole path of letters, digits and `/._-+@`.
  private static func path(_ text: String, _ option: String) throws -> String {
    let isWhole = text.hasPrefix("/") && !text.contains("/../") && !text.hasSuffix("/..")
    guard isWhole, text.utf8.allSatisfy({ isPlain($0) || "/._+@".utf8.contains($0) }) else {
      throw Misuse(
        text: "\(option) '\(text)' wants a whole path of letters, digits and / . _ - + @.")
    }
    return absolute(text)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isPlain(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-")
  }
}
