import Testing
import WireProtocol

/// What ``Redacted`` must keep out of everything printed.
private let secret = "Keziah-Test-Only"

/// A structure somebody might log whole.
private struct Holder {
    let name = Redacted(secret)
    let names: [Redacted<[String]>] = [Redacted([secret])]
    let maybe: Redacted<String>? = Redacted(secret)
}

@Suite("Redacted")
struct RedactedTests {
    @Test("no way of printing shows the value")
    func printing() {
        let value = Redacted(secret)
        let holder = Holder()
        var printed = "\(value)|\(holder)|\([value])|\(["k": value])|\(Optional(value) as Any)"
        printed += String(describing: value) + String(reflecting: value) + String(reflecting: holder)
        print(value, holder, separator: "|", to: &printed)
        debugPrint(value, holder, to: &printed)
        dump(value, to: &printed)
        dump(holder, to: &printed)

        #expect(!printed.contains(secret))
        #expect(!printed.contains("Keziah"))
        #expect(printed.contains("‹redacted›"))
    }

    @Test("its mirror has no children, so reflection finds nothing")
    func mirror() {
        let mirror = Mirror(reflecting: Redacted(PersonName(given: [secret], family: secret)))

        #expect(mirror.children.isEmpty)
        #expect(mirror.superclassMirror == nil)
    }

    @Test("a whole question prints without one detail of a person")
    func wholeQuestion() throws {
        let query = try Examples.query()
        var printed = "\(query)"
        dump(query, to: &printed)

        for detail in Examples.personalDetails { #expect(!printed.contains(detail), "\(detail)") }
    }

    @Test("the value comes out where it is asked for by name")
    func reveal() {
        #expect(Redacted(secret).reveal() == secret)
    }

    @Test("values are compared without being shown")
    func equality() {
        #expect(Redacted(1) == Redacted(1))
        #expect(Redacted(1) != Redacted(2))
        #expect(Set([Redacted("a"), Redacted("a"), Redacted("b")]).count == 2)
    }
}
