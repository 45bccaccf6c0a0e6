// What lies beside the data of each export so that anyone can check it: a program and how to use it.
import Reports

/// The files, as they were when this program was built.
enum CheckFiles {
  /// Names and contents for an archive.
  static var entries: [(name: String, write: EncryptedZip.Contents)] {
    ["HOW-TO-CHECK.txt", "verify.py"].map { name in
      let text = embeddedFiles.first { $0.path == "Sources/Server/Proof/\(name)" }?.text
      return (name, { sink in try sink(Array((text?.description ?? "").utf8)[...]) })
    }
  }
}
