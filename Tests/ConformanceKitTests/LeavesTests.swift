import Testing

@testable import ConformanceKit

@Suite("the node's log as a run sees it")
struct LeavesTests {
    @Test("one leaf follows the other; one too many is a breach, and none when the run shares the node")
    func inOrder() throws {
        let leaves = Leaves(isExclusive: true)
        for index in [5, 6, 7] as [Int64] { try leaves.note(index) }
        #expect(throws: Breach.self) { try leaves.note(9) }
        try leaves.note(10)
        leaves.forget()
        try leaves.note(20)
        let shared = Leaves(isExclusive: false)
        for index in [5, 9] as [Int64] { try shared.note(index) }
    }

    @Test("the leaf of a case beside the others may be anywhere, told sooner or later, and excuses no other")
    func aside() throws {
        let late = Leaves(isExclusive: true)
        late.awaitOneAside()
        for index in [0, 2] as [Int64] { try late.note(index) }
        #expect(throws: Breach.self) { try late.note(4) }
        late.noteAside(1)
        #expect(throws: Breach.self) { try late.note(6) }

        let soon = Leaves(isExclusive: true)
        try soon.note(0)
        soon.awaitOneAside()
        soon.noteAside(1)
        try soon.note(2)
        #expect(throws: Breach.self) { try soon.note(4) }

        let first = Leaves(isExclusive: true)
        first.awaitOneAside()
        first.noteAside(0)
        try first.note(1)
        #expect(throws: Breach.self) { try first.note(3) }
    }
}
