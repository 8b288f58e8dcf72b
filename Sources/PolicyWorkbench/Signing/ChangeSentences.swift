import PolicyEngine
import WireProtocol

/// What of a change the difference in what is told does not show: who owns, who signs.
struct ChangeSentences {
    let old: PolicyState?
    let new: PolicyState

    var owners: [String] {
        guard let old else { return [] }
        return Set((old.set.owners + new.set.owners).map(\.category)).sorted().compactMap { category in
            let (before, after) = (old.set.owner(of: category), new.set.owner(of: category))
            guard before != after else { return nil }
            return "Owner of `\(category)`: \(Self.words(after)); it was: \(Self.words(before))."
        }
            + Self.compared(old.set.posts, new.set.posts, \.post.text) { post in
                "signs \(Self.list(post.signs)), advises on \(Self.list(post.advises))"
            }
    }

    var signers: [String] {
        guard let old, old.register.digest != new.register.digest else { return [] }
        return Self.compared(old.register.posts, new.register.posts, \.post) { post in
            "held by `\(post.holder)`" + (post.deputy.map { ", deputy \($0)" } ?? "")
        }
            + Self.compared(old.register.people, new.register.people, { "\($0.person), key \(Self.short($0.key))" }) {
                let away = $0.away.map { "\($0.from) to \($0.until)" }
                return "valid \($0.valid.from) to \($0.valid.until)"
                    + (away.isEmpty ? "" : ", away " + away.joined(separator: " and "))
            }
    }

    private static func compared<Entry>(
        _ before: [Entry], _ after: [Entry], _ name: (Entry) -> String, _ words: (Entry) -> String
    ) -> [String] {
        let old = Dictionary(before.map { (name($0), words($0)) }) { first, _ in first }
        let new = Dictionary(after.map { (name($0), words($0)) }) { first, _ in first }
        return Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map {
            "\($0): \(new[$0] ?? "nothing"); it was: \(old[$0] ?? "nothing")."
        }
    }

    private static func words(_ owner: CategoryOwner?) -> String {
        guard let owner else { return "nobody" }
        return "\(owner.owner), deputy \(owner.deputy), of \(owner.controller)"
            + (owner.suppliedUnder.map { " under \($0)" } ?? "")
            + (owner.alsoSigns.isEmpty ? "" : ", with \(list(owner.alsoSigns))")
    }

    private static func list(_ words: [Code]) -> String {
        words.isEmpty ? "nothing" : words.map(\.text).joined(separator: ", ")
    }

    private static func short(_ key: [UInt8]) -> String { String(Base64URL.encode(key).prefix(8)) + "…" }
}
