// Who is believed about whom: addresses, networks, forwarded headers, and every way to lie in them.
import HTTP
import Testing

@testable import Server

@Suite("Addresses and networks")
struct AddressTests {
  @Test("An address is read strictly and written in one way")
  func reading() {
    let right = [
      "192.0.2.1": "192.0.2.1", "::1": "::1", "2001:DB8:0:0:0:0:0:1": "2001:db8::1",
      "::ffff:192.0.2.1": "192.0.2.1", "0.0.0.0": "0.0.0.0", "::": "::",
      "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff": "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    ]
    for (text, written) in right { #expect(Address(text)?.text == written, "\(text)") }
    let wrong = [
      "", "unix", "localhost", "192.0.2", "192.0.2.256", "010.0.0.1", "0x7f.0.0.1", "192.0.2.1 ",
      "192.0.2.1:80", "[::1]", "fe80::1%eth0", "::1\0", "1::2::3",
      String(repeating: "1", count: 5_000),
    ]
    for text in wrong { #expect(Address(text) == nil, "\(text)") }
  }

  @Test("A network holds its first and last address and neither neighbour")
  func networks() throws {
    let table: [(String, inside: [String], outside: [String])] = [
      ("192.0.2.7", ["192.0.2.7", "::ffff:192.0.2.7"], ["192.0.2.6", "192.0.2.8", "::192.0.2.7"]),
      ("10.0.0.0/8", ["10.0.0.0", "10.255.255.255"], ["9.255.255.255", "11.0.0.0", "::"]),
      ("172.16.0.0/12", ["172.16.0.0", "172.31.255.255"], ["172.15.255.255", "172.32.0.0"]),
      ("128.0.0.0/1", ["128.0.0.0", "255.255.255.255"], ["127.255.255.255"]),
      ("2001:db8::/32", ["2001:db8::", "2001:db8:ffff::1"], ["2001:db7:ffff::", "2001:db9::"]),
      ("2001:db8::/65", ["2001:db8::7fff:0:0:1"], ["2001:db8::8000:0:0:0", "2001:db8:0:1::"]),
      ("::1", ["::1"], ["::", "::2", "127.0.0.1"]),
    ]
    for (word, inside, outside) in table {
      let network = try Network(word)
      for text in inside {
        #expect(Address(text).map(network.contains) == true, "\(text) in \(word)")
      }
      for text in outside {
        #expect(Address(text).map(network.contains) == false, "\(text) not in \(word)")
      }
    }
  }

  @Test("A word that names no proxy is refused with what would be right")
  func complaints() {
    let table = [
      (
        "nginx",
        "--proxy: 'nginx' is no address: 127.0.0.1, 10.1.0.0/16, 2001:db8::/32 or unix is right."
      ),
      ("", "--proxy: '' is no address: 127.0.0.1, 10.1.0.0/16, 2001:db8::/32 or unix is right."),
      ("10.0.0.1/33", "--proxy: '10.0.0.1/33' wants a number from 1 to 32 behind the slash."),
      ("::/129", "--proxy: '::/129' wants a number from 1 to 128 behind the slash."),
      ("10.0.0.0/", "--proxy: '10.0.0.0/' wants a number from 1 to 32 behind the slash."),
      ("10.0.0.0/+8", "--proxy: '10.0.0.0/+8' wants a number from 1 to 32 behind the slash."),
      ("0.0.0.0/0", "--proxy: '0.0.0.0/0' would believe everyone: name the proxy's own address."),
      ("10.1.2.3/8", "--proxy: '10.1.2.3/8' is inside a network: '10.0.0.0/8' or '10.1.2.3'?"),
    ]
    for (word, text) in table {
      let misuse = #expect(throws: Misuse.self) { try Proxies(["127.0.0.1", word]) }
      #expect(misuse?.text == text)
    }
  }
}

@Suite("Forwarded by whom")
struct ProxyTests {
  private func asker(
    _ proxies: [String], _ peer: String, _ headers: [(name: String, value: String)]
  ) throws -> Asker {
    Asker(Request(headers: Headers(headers), peer: peer), try Proxies(proxies))
  }

  @Test("The last stranger from the right asks; what stands left of them is their own word")
  func forwardedFor() throws {
    let ours = ["127.0.0.1", "10.0.0.0/8", "2001:db8::/32"]
    let table: [(peer: String, lines: [String], is: String)] = [
      ("127.0.0.1", [], "127.0.0.1"), ("127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
      // Spoofed entries stand to the left of what the proxy adds.
      ("127.0.0.1", ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
      ("127.0.0.1", ["127.0.0.1, 10.0.0.1, 203.0.113.9"], "203.0.113.9"),
      // A chain of our own proxies is walked through.
      ("127.0.0.1", ["198.51.100.1, 203.0.113.9, 10.1.1.1"], "203.0.113.9"),
      ("10.2.2.2", ["203.0.113.9, 10.1.1.1, 127.0.0.1"], "203.0.113.9"),
      ("127.0.0.1", ["10.9.9.9"], "10.9.9.9"), ("127.0.0.1", ["10.9.9.9, 10.1.1.1"], "10.9.9.9"),
      // Several lines are one list.
      ("127.0.0.1", ["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
      ("127.0.0.1", ["203.0.113.9", "10.1.1.1"], "203.0.113.9"),
      ("127.0.0.1", ["198.51.100.1", "203.0.113.9, 10.1.1.1"], "203.0.113.9"),
      // What is no address ends the walk at who named it.
      ("127.0.0.1", ["unknown"], "127.0.0.1"), ("127.0.0.1", [""], "127.0.0.1"),
      ("127.0.0.1", ["203.0.113.9, garbage"], "127.0.0.1"),
      ("127.0.0.1", ["203.0.113.9, garbage, 10.1.1.1"], "10.1.1.1"),
      ("127.0.0.1", ["203.0.113.9,"], "127.0.0.1"), ("127.0.0.1", ["203.0.113.9 x"], "127.0.0.1"),
      ("127.0.0.1", ["unix"], "127.0.0.1"), ("127.0.0.1", ["203.0.113.999"], "127.0.0.1"),
      ("127.0.0.1", ["203.0.113.9", ""], "127.0.0.1"),
      // Written in other ways.
      ("127.0.0.1", [" 203.0.113.9 \t"], "203.0.113.9"),
      ("127.0.0.1", ["203.0.113.9:5000"], "203.0.113.9"),
      ("127.0.0.1", ["203.0.113.9:500000"], "127.0.0.1"),
      ("127.0.0.1", ["[2001:DB9::1]:5000"], "2001:db9::1"),
      ("127.0.0.1", ["[2001:DB9::1]"], "2001:db9::1"),
      ("127.0.0.1", ["2001:DB9::1"], "2001:db9::1"),
      ("127.0.0.1", ["[203.0.113.9]"], "127.0.0.1"), ("127.0.0.1", ["[2001:DB9::1"], "127.0.0.1"),
      ("127.0.0.1", ["::ffff:203.0.113.9"], "203.0.113.9"),
      ("127.0.0.1", ["203.0.113.9, ::ffff:10.1.1.1"], "203.0.113.9"),
      ("2001:db8::5", ["2001:db9::1"], "2001:db9::1"),
      // Nobody else is believed.
      ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
      ("127.0.0.2", ["198.51.100.1"], "127.0.0.2"),
      ("unix", ["198.51.100.1"], "unix"), ("::1", ["198.51.100.1"], "::1"),
    ]
    for (peer, lines, wanted) in table {
      let headers = lines.map { (name: "X-Forwarded-For", value: $0) }
      #expect(try asker(ours, peer, headers).address == wanted, "\(peer) \(lines)")
      #expect(try asker([], peer, headers).address == peer, "nobody is believed: \(lines)")
    }
    let lines = [(name: "x-forwarded-for", value: "198.51.100.1")]
    #expect(try asker(["unix"], "unix", lines).address == "198.51.100.1")
    #expect(try asker(["unix"], "127.0.0.1", lines).address == "127.0.0.1")
  }

  @Test("TLS is what a proxy of ours says once and plainly")
  func forwardedProto() throws {
    let table: [([String], Bool)] = [
      (["https"], true), (["HTTPS"], true), (["http"], false), ([], false), ([""], false),
      (["https", "https"], false), (["https", "http"], false), (["http", "https"], false),
      (["https, http"], false), (["https,https"], false), (["httpss"], false), (["wss"], false),
    ]
    for (lines, isSecure) in table {
      let headers = lines.map { (name: "X-Forwarded-Proto", value: $0) }
      #expect(try asker(["127.0.0.1"], "127.0.0.1", headers).isSecure == isSecure, "\(lines)")
      #expect(try !asker(["127.0.0.1"], "127.0.0.2", headers).isSecure)
      #expect(try !asker([], "127.0.0.1", headers).isSecure)
      #expect(try asker(["unix"], "unix", headers).isSecure == isSecure)
      #expect(try !asker(["127.0.0.1"], "unix", headers).isSecure)
    }
    let other = [(name: "Forwarded", value: "for=198.51.100.1;proto=https")]
    #expect(try !asker(["127.0.0.1"], "127.0.0.1", other).isSecure)
    #expect(try asker(["127.0.0.1"], "127.0.0.1", other).address == "127.0.0.1")
  }

  @Test("Only who stands at the machine and was forwarded by nobody is at the machine")
  func atTheMachine() throws {
    for peer in ["127.0.0.1", "127.9.9.9", "::1", "unix"] {
      #expect(try asker([], peer, []).isAtMachine)
      for name in ["X-Forwarded-For", "Forwarded"] {
        #expect(try !asker([], peer, [(name, "127.0.0.1")]).isAtMachine, "\(peer) \(name)")
      }
    }
    #expect(try !asker([], "192.0.2.1", []).isAtMachine)
    #expect(try asker(["127.0.0.1"], "127.0.0.1", []).isProxied)
  }

  @Test("Guesses are counted by address, and by /64 where it is one of IPv6")
  func neighbourhoods() throws {
    func neighbourhood(_ peer: String) throws -> String { try asker([], peer, []).neighbourhood }
    #expect(try neighbourhood("192.0.2.1") == "192.0.2.1")
    #expect(try neighbourhood("unix") == "unix")
    #expect(try neighbourhood("2001:db8:0:1::1") == neighbourhood("2001:db8:0:1:ffff::"))
    #expect(try neighbourhood("2001:db8:0:1::1") != neighbourhood("2001:db8:0:2::1"))
  }
}

@Suite("Where to listen")
struct ListeningTests {
  @Test("Each way to say it means one place")
  func places() throws {
    let table: [(String, Endpoint, String)] = [
      ("127.0.0.1:8080", .tcp(host: "127.0.0.1", port: 8080), "http://127.0.0.1:8080"),
      ("[::1]:8080", .tcp(host: "::1", port: 8080), "http://[::1]:8080"),
      (":8080", .tcp(host: "127.0.0.1", port: 8080), "http://127.0.0.1:8080"),
      ("localhost:0", .tcp(host: "127.0.0.1", port: 0), "http://127.0.0.1:0"),
      ("[::]:65535", .tcp(host: "::", port: 65535), "http://[::]:65535"),
      ("unix:/run/a b.sock", .unix(path: "/run/a b.sock"), "unix:/run/a b.sock"),
      ("unix:/run//./x", .unix(path: "/run/x"), "unix:/run/x"),
    ]
    for (word, place, shown) in table {
      #expect(try Endpoint(word: word) == place, "\(word)")
      #expect(place.shown == shown)
    }
    #expect(try Words(["--data", "x"]).listen() == [.tcp(host: "127.0.0.1", port: 8080)])
    let several = ["--listen", ":1", "--listen=[::1]:1", "--listen", "unix:/a"]
    #expect(try Words(several).listen().count == 3)
    let mixed = try Words(["--listen", ":1", "--listen", "proxied:unix:/a"])
    #expect(try mixed.listen() == [.tcp(host: "127.0.0.1", port: 1), .unix(path: "/a")])
    #expect(try mixed.proxied() == [.unix(path: "/a")])
    #expect(try Words(several).proxied().isEmpty)
  }

  @Test("What names no place is refused with what would be right")
  func complaints() {
    let right =
      " Right are 127.0.0.1:8080, [::1]:8080, :8080 (this machine only), 0.0.0.0:8080 (everyone) "
      + "and unix:/run/hedgerow.sock."
    let table = [
      ("8080", "--listen 8080: the port is missing." + right),
      ("[::1]", "--listen [::1]: the port is missing." + right),
      ("127.0.0.1:", "--listen 127.0.0.1:: '' is no port." + right),
      (":65536", "--listen :65536: '65536' is no port." + right),
      (":+80", "--listen :+80: '+80' is no port." + right),
      ("example.org:80", "--listen example.org:80: 'example.org' is no address." + right),
      (
        "::1:80", "--listen ::1:80: an address of IPv6, and no other, stands in brackets." + right
      ),
      (
        "[127.0.0.1]:80",
        "--listen [127.0.0.1]:80: an address of IPv6, and no other, stands in brackets." + right
      ),
      ("unix:", "--listen unix:PATH wants a file, like unix:/run/hedgerow.sock."),
      ("unix:/run/", "--listen unix:PATH wants a file, like unix:/run/hedgerow.sock."),
    ]
    for (word, text) in table {
      let misuse = #expect(throws: Misuse.self) { try Endpoint(word: word) }
      #expect(misuse?.text == text)
    }
    let twice = #expect(throws: Misuse.self) {
      try Words(["--listen", ":80", "--listen", "127.0.0.1:80"]).listen()
    }
    #expect(twice?.text == "--listen 127.0.0.1:80 is named twice.")
    #expect(throws: Misuse.self) {
      try Words(["--listen", ":80", "--listen", "proxied::80"]).listen()
    }
    let open = #expect(throws: Misuse.self) {
      try Words(["--listen", "proxied:0.0.0.0:80"]).proxied()
    }
    for words in [["proxied:unix:/a"], [":1", "proxied:127.0.0.1:0"]] {
      #expect(throws: Misuse.self) {
        try Words(words.flatMap { ["--listen", $0] }).proxied()
      }
    }
    #expect(open?.text.hasPrefix("--listen proxied:0.0.0.0:80: whoever reaches it is") == true)
    #expect((try? Endpoint(word: "unix:/" + String(repeating: "x", count: 106))) != nil)
    #expect((try? Endpoint(word: "unix:/" + String(repeating: "x", count: 107))) == nil)
  }
}
