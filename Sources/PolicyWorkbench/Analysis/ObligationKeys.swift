import PolicyEngine
import WireProtocol

extension ObligationScale.Steps {
    /// The step of one of ``ObligationScale/keys``.
    func step(of key: String) -> Int {
        switch key {
        case "contact": contact
        case "since": since
        case "keep hours": keepHours
        case "onward": onward
        default: ownerTold
        }
    }
}

extension Obligations {
    /// The word of one of ``ObligationScale/keys``.
    func word(of key: String) -> String {
        switch key {
        case "contact": contact.text
        case "since": since.text
        case "keep hours": String(keepHours)
        case "onward": onward.text
        default: ownerTold.text
        }
    }
}
