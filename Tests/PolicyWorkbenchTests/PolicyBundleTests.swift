import Foundation
import PolicyEngine
import PolicyWorkbench
import Testing

@Suite("a bundle beside the policy folder")
struct PolicyBundleTests {
    private let folder: ScratchFolder
    private let set: PolicySet
    private var bundle: String { folder.path + "-policy.bundle" }

    init() throws {
        folder = try ScratchFolder(copying: "leeds")
        set = try PolicyFolder.load(folder.path)
    }

    private func load(_ octets: [UInt8]?) throws -> (PolicySet, told: [String]) {
        defer { try? FileManager.default.removeItem(atPath: bundle) }
        if let octets { try Data(octets).write(to: URL(filePath: bundle)) }
        var told: [String] = []
        let found = try PolicyFolder.load(folder.path, bundle: bundle, pin: PolicyPin(set)) { told.append($0) }
        return (found, told)
    }

    @Test("of the pinned set is read, and the files are not looked at")
    func read() throws {
        let octets = CompiledBundle.write(set)
        try folder.replace("cap: none", "cap: nothing", in: "bans.yaml")

        let (found, told) = try load(octets)

        #expect(found.digest == set.digest)
        #expect(told == [])
    }

    @Test(
        "that is not there, of another set, cut short or altered leaves it to the files, and all but the first is told")
    func refused() throws {
        let octets = CompiledBundle.write(set)
        let other = CompiledBundle.write(try PolicyFolder.load(ScratchFolder.samples + "/stockport"))
        var altered = octets
        altered[octets.count / 2] ^= 1

        #expect(try load(nil).told == [])
        for (content, why) in [
            (other, "the bundle is of the set `sha-256:"), (altered, "cut short or altered"),
            (Array(octets.dropLast(9)), "cut short or altered"), ([], "this is no bundle of policies"),
        ] {
            let (found, told) = try load(content)
            #expect(found.digest == set.digest)
            #expect(told.count == 1 && told[0].contains(why) && told[0].contains("the policy files are read instead"))
        }
    }
}
