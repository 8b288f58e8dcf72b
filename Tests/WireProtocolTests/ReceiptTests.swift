import Testing
import WireProtocol

@Suite("FCG-Receipt")
struct ReceiptTests {
    static let receipt = Receipt(
        origin: "gateway.stockport.example/audit/2026", index: 48_213, leaf: Array("{\"v\":1}".utf8))
    static let field = #"origin="gateway.stockport.example/audit/2026", index=48213, leaf=:eyJ2IjoxfQ==:"#

    // clause: FCP-AUD-10+
    @Test("a receipt is written in its one serialised form, and read back")
    func roundTrip() {
        #expect(Self.receipt.fieldValue == Self.field)
        #expect(Receipt(fieldValue: Self.field) == Self.receipt)
    }

    // clause: FCP-AUD-10-
    @Test(
        "any other form is refused",
        arguments: [
            "", #"index=48213, origin="g.example/audit/2026", leaf=:eyJ2IjoxfQ==:"#,
            #"origin="g.example/audit/2026",index=48213,leaf=:eyJ2IjoxfQ==:"#,
            #"origin="g.example/audit/2026", index=48213"#,
            #"origin="g.example/audit/2026", index=48213, leaf=:eyJ2IjoxfQ==:, more=1"#,
            #"origin="g.example/audit/2026", index=48213, leaf=:eyJ2IjoxfQ==:, leaf=:eyJ2IjoxfQ==:"#,
            #"origin="g.example/audit/2026";a=1, index=48213, leaf=:eyJ2IjoxfQ==:"#,
            #"origin=g.example, index=48213, leaf=:eyJ2IjoxfQ==:"#,
            #"origin="", index=48213, leaf=:eyJ2IjoxfQ==:"#,
            #"origin="g.example\"", index=48213, leaf=:eyJ2IjoxfQ==:"#,
            #"origin="g.example/é", index=48213, leaf=:eyJ2IjoxfQ==:"#,
            #"origin="g.example/audit/2026", index=048213, leaf=:eyJ2IjoxfQ==:"#,
            #"origin="g.example/audit/2026", index=+1, leaf=:eyJ2IjoxfQ==:"#,
            #"origin="g.example/audit/2026", index=-1, leaf=:eyJ2IjoxfQ==:"#,
            #"origin="g.example/audit/2026", index=1.0, leaf=:eyJ2IjoxfQ==:"#,
            #"origin="g.example/audit/2026", index=1000000000000000, leaf=:eyJ2IjoxfQ==:"#,
            #"origin="g.example/audit/2026", index=1, leaf=:eyJ2IjoxfQ=:"#,
            #"origin="g.example/audit/2026", index=1, leaf=:eyJ2IjoxfR==:"#,
            #"origin="g.example/audit/2026", index=1, leaf="eyJ2IjoxfQ==""#,
            #"origin="g.example/audit/2026", index=1, leaf=::"#,
            #"origin="g.example/audit/2026", index=1, leaf=:"#,
        ])
    func refused(field: String) {
        #expect(Receipt(fieldValue: field) == nil)
    }

    @Test("the largest index is that of a structured field, fifteen digits")
    func largestIndex() {
        let field = Self.field.replacing("48213", with: "999999999999999")

        #expect(Receipt(fieldValue: field)?.index == 999_999_999_999_999)
    }
}
