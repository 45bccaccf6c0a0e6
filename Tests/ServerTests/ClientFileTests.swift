// The client's files as they are served, and the configurations that are printed around the server.
import Domain
import FoundationEssentials
import HTTP
import TestKit
import Testing

@testable import Server

@Suite("The client's files")
struct ClientFileTests {
  private let files = ClientFiles.shared

  private func get(_ path: String, _ headers: [(name: String, value: String)] = []) throws
    -> Response
  {
    try files.answer(path, to: Request(headers: Headers(headers)))
  }
  private func header(_ response: Response, _ name: String) -> String? {
    response.headers.first { $0.name == name }?.value
  }
  private func bytes(_ response: Response) -> [UInt8] {
    guard case .bytes(let bytes) = response.body else { return [] }
    return bytes
  }

  @Test("Every file of the client is served as it lies in the tree, and nothing else is")
  func all() throws {
    let root = checkout + "/Sources/Server/Web"
    let enumerated = try FileManager.default.subpathsOfDirectory(atPath: root)
    let wanted = enumerated.filter { $0.contains(".") && !$0.hasPrefix(".") }.sorted()
    #expect(wanted.count > 30)
    #expect(files.paths == wanted)
    for path in wanted {
      let response = try get(path)
      let isSame =
        FileManager.default.contents(atPath: root + "/" + path).map(Array.init)
        == bytes(response)
      #expect(isSame, "\(path)")
      #expect(header(response, "Cache-Control") == "no-cache")
    }
    for path in ["", "none.js", "../Answer.swift", "views", "/app.js", "Deploy/nginx.conf"] {
      #expect(throws: Problem.self) { try get(path) }
    }
  }

  @Test("A copy that is in force is not sent again, in either coding, and another one is")
  func revalidation() throws {
    for coding in ["identity", "gzip"] {
      let first = try get("app.js", [("Accept-Encoding", coding)])
      #expect(first.status == 200)
      #expect(header(first, "Content-Encoding") == (coding == "gzip" ? "gzip" : nil))
      #expect(header(first, "Vary") == "Accept-Encoding")
      let tag = try #require(header(first, "ETag"))
      let again = try get("app.js", [("Accept-Encoding", coding), ("If-None-Match", tag)])
      #expect(again.status == 304)
      #expect(bytes(again).isEmpty)
      #expect(header(again, "ETag") == tag)
      #expect(header(again, "Cache-Control") == "no-cache")
      let other = try get("app.js", [("Accept-Encoding", coding), ("If-None-Match", "\"x\"")])
      #expect(other.status == 200)
    }
  }

  @Test("The compressed copy is a gzip one and smaller; who wants none gets the plain file")
  func compressed() throws {
    for path in ["app.js", "style.css", "index.html"] {
      let plain = bytes(try get(path))
      let packed = bytes(try get(path, [("Accept-Encoding", "gzip, br")]))
      #expect(packed.starts(with: [0x1F, 0x8B, 8]) && packed.count < plain.count, "\(path)")
      // RFC 1952: the last four bytes are the plain length.
      let length = packed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      #expect(length == plain.count)
      for refusal in ["gzip;q=0", "br", "identity"] {
        #expect(header(try get(path, [("Accept-Encoding", refusal)]), "Content-Encoding") == nil)
      }
    }
  }
}

@Suite("Printed configurations")
struct DeploymentTests {
  private func filled(_ name: String, _ words: [String]) throws -> String {
    let template = try #require(Deployment.templates[name])
    return try Deployment(Words(words), for: name).filled(template)
  }

  @Test("Nothing is left to fill in, whatever is asked for")
  func filled() throws {
    for name in Deployment.templates.keys.sorted() {
      for place in ["127.0.0.1:80", "[::1]:8080", "0.0.0.0:1", "unix:/run/hr/hr.sock"] {
        let text = try filled(
          name, ["--listen", place, "--domain", "a.example:8443", "--data", "/srv/hr"])
        #expect(!text.contains("{{") && !text.contains("}}"), "\(name)")
        #expect(text.hasPrefix("# Hedgerow"), "\(name)")
      }
    }
  }

  @Test("Mails travel by TLS on either port, and no password stands in the file")
  func relay() throws {
    for (domain, port, start) in [
      ("smtp.a.example", "587", "on"), ("smtp.a.example:465", "465", "off"),
      ("smtp.a.example:2525", "2525", "on"),
    ] {
      let text = try filled("msmtp", ["--domain", domain])
      let words = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      for line in [
        ["tls", "on"], ["tls_starttls", start], ["tls_certcheck", "on"], ["port", port],
        ["host", "smtp.a.example"],
      ] { #expect(words.contains(line), "\(line)") }
      #expect(!words.contains { $0.first == "password" })
    }
  }

  @Test("The server's own limits are in them")
  func limits() throws {
    let nginx = try filled("nginx", [])
    #expect(nginx.contains("client_max_body_size \(Limits.bodyBytesMax);"))
    #expect(nginx.contains("keepalive_timeout \(HTTPLimits().idleSeconds - 15)s;"))
    #expect(HTTPLimits().heartbeatSeconds * 3 > HTTPLimits().heartbeatSeconds + 30)
    #expect(nginx.contains("proxy_read_timeout \(HTTPLimits().heartbeatSeconds * 3)s;"))
    let unit = try filled("systemd", [])
    #expect(unit.contains("TimeoutStopSec=\(Deployment.drainSeconds + 11)\n"))
    #expect(unit.contains("LimitNOFILE=\(HTTPLimits().connectionsMax + 1_000)\n"))
  }

  @Test("Where the server listens is where the proxy asks, and from there it is believed")
  func places() throws {
    let table = [
      ("127.0.0.1:81", "--listen 127.0.0.1:81 --proxy 127.0.0.1", "server 127.0.0.1:81;"),
      ("[::1]:81", "--listen [::1]:81 --proxy ::1", "server [::1]:81;"),
      ("0.0.0.0:81", "--listen 0.0.0.0:81 --proxy 127.0.0.1", "server 127.0.0.1:81;"),
      ("[::]:81", "--listen [::]:81 --proxy ::1", "server [::1]:81;"),
      ("unix:/run/h/s", "--listen unix:/run/h/s --proxy unix", "server unix:/run/h/s;"),
    ]
    for (place, words, server) in table {
      let nginx = try filled("nginx", ["--listen", place])
      #expect(nginx.contains(words + "\n") && nginx.contains(server), "\(place)")
      #expect(try filled("systemd", ["--listen", place]).contains(words + "\n"), "\(place)")
    }
    #expect(try filled("caddy", ["--listen", "unix:/run/h/s"]).contains("unix//run/h/s {"))
    #expect(try filled("systemd", ["--data", "/srv/hr"]).contains("\nReadWritePaths=/srv/hr\n"))
    #expect(try filled("systemd", []).contains("\nStateDirectory=hedgerow\n"))
    #expect(try filled("nginx", []).contains("return 308 https://$server_name$request_uri;"))
  }
}
