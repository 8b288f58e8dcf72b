/// A fault that breaks one clause, so that `make mutants` can see whether the clause's tests notice.
///
/// One is turned on for a whole process by `FCG_MUTANT=<its name>`, and only in a build with the package trait `Mutants`, which
/// is never a release. In any other ``isOn`` is `false`. How to add one: CONTRIBUTING.md.
package enum Mutant: Equatable, Sendable {
    case olderTLS  // FCP-TLS-1: a handshake of TLS 1.2 is taken
    case secondProtocol  // FCP-TLS-5: HTTP/2 is agreed to
    case olderHTTP  // FCP-TLS-6: a request of HTTP/1.0 is answered
    case twoHosts  // FCP-TLS-7: the first of two `Host` fields counts
    case lengthUnsaid  // FCP-TLS-8: a POST without a length has no body
    case upgradeHeeded  // FCP-TLS-13: `Upgrade` is passed over
    case earlyContinue  // FCP-TLS-14: `100 Continue` goes out before the header was judged
    case mergedSlashes  // FCP-TLS-15: two slashes count as one
    case methodUntold  // FCP-TLS-17: another method finds no path
    case bodyOfGet  // FCP-TLS-18: a GET may have a body
    case queryIgnored  // FCP-TLS-19: a query string is passed over
    case forwardedHost  // FCP-TLS-22: `X-Forwarded-Host` names the node
    case cookie  // FCP-TLS-24: a response sets a cookie

    case secondName  // FCP-IDN-2: the first of two URI names counts
    case anyIssuer  // FCP-IDN-4: an issuer vouches by its name alone
    case overdueCertificate  // FCP-IDN-5: a certificate counts after its last day
    case anyUsage  // FCP-IDN-6: a certificate serves a use that it does not name
    case issuingLeaf  // FCP-IDN-7: a node's certificate may claim to be an authority
    case anyServer  // FCP-IDN-9: the question goes to another authority's server
    case keyNameCase  // FCP-IDN-11: key ids are compared without regard to case
    case foreignKey  // FCP-IDN-12: a key of another authority than the certificate's signs
    case foreignSender  // FCP-IDN-13: `from` may be another than the signer
    case droppedPeerServed  // FCP-IDN-14: a live connection is trusted to its end
    case replacedIssuer  // FCP-IDN-15: a peer stays known when its issuer is replaced
    case suspendedServed  // FCP-IDN-17: a suspended member is answered

    case uncovered  // FCP-SIG-1: a component may be left uncovered
    case anyComponent  // FCP-SIG-3: a further derived component may be covered
    case endlessSignature  // FCP-SIG-5: a signature without `expires` lives a minute
    case unknownParameter  // FCP-SIG-7: a parameter nobody knows is passed over
    case secondSignature  // FCP-SIG-8: the first of two signatures counts
    case foreignTag  // FCP-SIG-13: a signature made for something else counts
    case anyAlgorithm  // FCP-SIG-14: `alg` is passed over
    case overlongSignature  // FCP-SIG-16: octets behind a signature are passed over
    case overdueKey  // FCP-SIG-19: a key counts after its time
    case anyNonce  // FCP-SIG-21: a nonce may be of any length
    case noDigest  // FCP-SIG-23: a body without a digest is taken
    case oneDigestEnough  // FCP-SIG-24: one right digest is enough
    case oldDigest  // FCP-SIG-25: an unknown digest beside a known one is passed over
    case typeWithParameters  // FCP-SIG-27: a media type may have parameters
    case anyAuthority  // FCP-SIG-31: a request for another node is answered
    case digestLast  // FCP-SIG-34: the digest is looked at after the signature
    case receiptUncovered  // FCP-SIG-35: an answer's signature leaves the receipt out

    case futureSignature  // FCP-TIM-1: a signature from the future counts
    case overdueSignature  // FCP-TIM-3: a signature counts after it has expired
    case longLife  // FCP-TIM-4: a signature may live for a day
    case questionOfYesterday  // FCP-TIM-5: an old question may be signed anew
    case replayTaken  // FCP-TIM-7: a nonce may come again
    case forgedNonceBurnt  // FCP-TIM-9: a forged request uses a nonce up
    case nonceOutside  // FCP-TIM-10: the record's transaction leaves the nonce out
    case nonceKept  // FCP-TIM-14: a nonce is not given back when the record fails
    case noFence  // FCP-TIM-15: nothing is refused after a start that was not in order
    case clockBelieved  // FCP-TIM-17: a clock that jumped is believed
    case nonceRoom  // FCP-TIM-19: an authority may have any number of live nonces
    case idTwice  // FCP-TIM-21: other octets under a known id get the kept answer
    case listNonceApart  // FCP-TIM-26: lists have nonces of their own

    case anyLength  // FCP-QRY-2: a question may have any length
    case anyPadding  // FCP-QRY-3: padding may hold anything
    case unknownMember  // FCP-QRY-4: a member nobody knows is passed over
    case foreignHolder  // FCP-QRY-7: a question to another council is answered
    case refTwice  // FCP-QRY-11: two subjects may have one `ref`
    case anyRelationship  // FCP-QRY-13: a relationship need not fit its `about`
    case memberTwice  // FCP-QRY-16: the last of two members counts
    case largeNumber  // FCP-QRY-17: a number may lie beyond 2^53
    case bareControl  // FCP-QRY-18: a bare control character is text
    case manyMembers  // FCP-QRY-34: a message may have any number of members
    case trailingOctets  // FCP-QRY-20: octets behind the message are passed over
    case oneSalt  // FCP-QRY-24: one salt serves all holders
    case postcodeSent  // FCP-QRY-26: a present postcode leaves with the question
    case caseKeyKnown  // FCP-QRY-27: the case is committed to under a key that everybody knows
    case onePseudonym  // FCP-QRY-28: a worker has one pseudonym everywhere
    case marksUnheeded  // FCP-QRY-29: our own marks do not stop a question
    case egressUnchecked  // FCP-QRY-30: the asking policy takes no identifier out
    case testAuthorityAsked  // FCP-QRY-31: a test authority is asked about real families

    case subjectsReversed  // FCP-ANS-3: people are answered about in another order
    case unpadded  // FCP-ANS-5: an answer is as long as what it says
    case saltKept  // FCP-ANS-6: every answer has one salt
    case sixInvolvements  // FCP-ANS-7: more than five involvements are shown
    case callBackByFind  // FCP-ANS-10: a call back is offered only where somebody was found
    case unverified  // FCP-ANS-11: a signature that fails is shown all the same
    case foreignNonce  // FCP-ANS-12: an answer to another request is shown
    case anyHolderKey  // FCP-ANS-13: any member's key may sign for the holder
    case unboundAnswer  // FCP-ANS-14: an answer need not cover the request
    case staleAnswer  // FCP-ANS-15: an answer may be of any age
    case anyStatus  // FCP-ANS-19: a response of any status is read as an answer
    case largeAnswer  // FCP-ANS-22: an answer of any length is read
    case otherQuestion  // FCP-ANS-25: an answer to another question is shown
    case strangersShown  // FCP-ANS-26: people nobody asked about are shown
    case unmatchedShown  // FCP-ANS-27: involvements of somebody who is not matched are shown
    case levelExceeded  // FCP-ANS-28: more than the level asked for is shown
    case anyOutcome  // FCP-ANS-29: an outcome that the parts do not come to is shown
    case anyReceipt  // FCP-ANS-30: a receipt of another answer counts
    case foreignLog  // FCP-ANS-31: a receipt of a log nobody knows counts
    case oldLeaf  // FCP-ANS-32: a leaf of any age counts
    case silenceAsAnswer  // FCP-ANS-33: silence is shown as an answer

    case refusalUnsaid  // FCP-POL-1: a question refused as a whole is said to be unavailable
    case wordGuessed  // FCP-POL-6: an unknown word of the law is passed over
    case secondStageReason  // FCP-POL-8: a reason is given for what depends on the person found
    case banOutweighed  // FCP-POL-9: a share outweighs a ban
    case upToIgnored  // FCP-POL-13: more is shown than `upTo` asks for
    case draftAnswers  // FCP-POL-14: an agreement that is not live is answered under
    case limitUncounted  // FCP-POL-16: an agreed number of questions limits nobody
    case ageByYear  // FCP-POL-17: an age is the difference of two years
    case missingFactShares  // FCP-POL-18: a fact that is missing satisfies no ban
    case workerNamed  // FCP-POL-19: a worker is named where only the team may be
    case trialForever  // FCP-POL-22: a trial goes on after its last day
    case suspensionForgotten  // FCP-POL-23: what its people suspended is answered
    case refusedByFind  // FCP-POL-24: somebody who is not held is refused

    case secondCandidate  // FCP-MAT-9: one of two people who fit is taken
    case ambiguityTold  // FCP-MAT-2: several people found are told from nobody
    case helpByFind  // FCP-MAT-3: what could help hangs on whether somebody fits
    case littleSearched  // FCP-MAT-5: a question that holds too little is searched
    case nameAndBirth  // FCP-MAT-6: name and date of birth are enough
    case numberContradicted  // FCP-MAT-7: a number that contradicts is passed over
    case anyCheckDigit  // FCP-MAT-8: a number with a wrong check digit counts
    case unpermittedSearch  // FCP-MAT-10: somebody of whom nothing is permitted is searched for

    case restrictedTold  // FCP-RES-1: a restricted person has a word of their own
    case restrictedTwin  // FCP-RES-2: restricted people are no candidates
    case postcodeOracle  // FCP-RES-3: the place of a restricted person counts
    case householdSpread  // FCP-RES-4: a mark does not reach the household
    case marksFeedAbsent  // FCP-RES-5: a source whose marks are unknown has none
    case constantLeafShape  // FCP-RES-6: a leaf about somebody restricted has another length
    case secondLeaf  // FCP-RES-7: somebody restricted costs two leaves
    case noHandOff  // FCP-RES-8: nobody is told that a restricted person was asked about
    case outboxByFind  // FCP-RES-9: there are more sealed rows where somebody is hidden
    case withheldTold  // FCP-RES-10: what is withheld names no sources
    case markNextLoad  // FCP-RES-12: a mark of our staff waits for the next load
    case fewerReads  // FCP-RES-13: a look-up of few people is not filled up with others
    case leftOutShown  // FCP-RES-16: the involvement that a mark names is shown

    case anotherStatus  // FCP-ERR-1: a problem has another status than its code
    case unsignedProblem  // FCP-ERR-4: a problem is not signed
    case noChallenge  // FCP-ERR-8: a 401 says nothing of how to sign
    case noRetryAfter  // FCP-ERR-9: nobody is told when to come again
    case titleTells  // FCP-ERR-10: a title tells why authentication failed
    case detailToAll  // FCP-ERR-11: everybody is told the detail
    case oneInstance  // FCP-ERR-12: every problem has one `instance`
    case releasedUnrecorded  // FCP-ERR-15: an answer leaves whose record failed

    case leafByOutcome  // FCP-AUD-5: a refusal has a longer leaf
    case evidenceUnmeasured  // FCP-AUD-7: `rq` leaves the length of the base out
    case oneCommitmentKey  // FCP-AUD-9: the four commitments share a key
    case shownUnrecorded  // FCP-AUD-15: an answer is shown that could not be recorded
    case failureUnnamed  // FCP-AUD-16: the record does not say how an answer failed
    case miscounted  // FCP-AUD-19: of several refusals of a kind one is counted
    case receiptToAnybody  // FCP-AUD-20: anybody gets the receipt of an exchange
    case anyProof  // FCP-AUD-23: a proof of another leaf is kept
    case secondList  // FCP-AUD-27: lists may come without pause
    case disputeUnseen  // FCP-AUD-29: what a list shows to differ is no dispute
    case entriesToAll  // FCP-AUD-30: every member gets entries
    case exportUnrecorded  // FCP-AUD-31: a bundle of entries leaves unrecorded
    case payloadsByOutcome  // FCP-AUD-35: payloads are longer where somebody is hidden

    case anyLogCosigned  // FCP-WIT-6: a log that does not name this witness is cosigned
    case anyNoteCosigned  // FCP-WIT-7: a checkpoint of another key is cosigned
    case anyOldSize  // FCP-WIT-9: a wrong old size is passed over
    case anyGrowth  // FCP-WIT-10: a proof that does not join two trees is taken
    case proofFromNothing  // FCP-WIT-11: a proof from size 0 is passed over
    case otherRoot  // FCP-WIT-13: two roots of one size are cosigned
    case quickCosigning  // FCP-WIT-15: an origin is cosigned without pause
    case forkUnseen  // FCP-WIT-21: two roots of one size are no fork
    case startUnconfirmed  // FCP-WIT-27: a checkpoint is signed before a witness was heard
    case spareHash  // FCP-WIT-32: a proof may have a hash too many

    case anyForm  // FCP-DIR-1: a directory need not be canonical
    case unsignedDirectory  // FCP-DIR-2: a directory's signature is not looked at
    case overdueDirectory  // FCP-DIR-3: a directory whose time is over is taken
    case olderDirectory  // FCP-DIR-4: an older directory is taken
    case forkedDirectory  // FCP-DIR-5: another directory of the same number is let pass
    case otherFederation  // FCP-DIR-6: a directory of another federation is taken
    case sharedKey  // FCP-DIR-7: two members may have one key
    case foreignKeyName  // FCP-DIR-9: a key id may name another authority
    case smallOrder  // FCP-DIR-12: a key of small order is taken
    case ownWitness  // FCP-DIR-14: a council witnesses its own log
    case overdueInForce  // FCP-DIR-16: questions are answered under an expired directory
    case cardAsDirectory  // FCP-DIR-18: a member's card is taken for a directory

    case unlistedExtension  // FCP-VER-1: an extension that is not listed is passed over
    case extensionToAll  // FCP-VER-3: an extension goes to a holder that does not list it
    case callBackOfNothing  // FCP-VER-4: a call back may name an exchange that never was
    case anyType  // FCP-VER-7: a message of another type is read

    case longTarget  // FCP-LIM-1: a request target may have any length
    case manyFields  // FCP-LIM-2: a header may have any number of fields
    case largeBody  // FCP-LIM-3: a body may be twice as long
    case oneTooMany  // FCP-LIM-4: what is exactly as large as allowed is refused
    case manyConnections  // FCP-LIM-8: an authority may hold any number of connections
    case flood  // FCP-LIM-9: a peer may send without end
    case endlessDay  // FCP-LIM-10: a day has any number of attempts
    case longList  // FCP-LIM-12: a list may have any number of items
    case keptForever  // FCP-LIM-13: answers are kept without bound
}

#if Mutants && !DEBUG
    #error("a release never holds a mutant: leave `--traits Mutants` out, or build for debugging")
#endif

#if Mutants
    import FoundationEssentials

    extension Mutant: CaseIterable {
        /// The one that is on in this process.
        package static let chosen: Mutant? = {
            guard let name = ProcessInfo.processInfo.environment["FCG_MUTANT"], !name.isEmpty else { return nil }
            guard let mutant = allCases.first(where: { "\($0)" == name }) else {
                preconditionFailure("FCG_MUTANT names `\(name)`, which is no case of Sources/WireProtocol/Mutant.swift")
            }
            return mutant
        }()

        /// Whether this process breaks its clause in this way.
        package var isOn: Bool { self == Mutant.chosen }
    }
#else
    extension Mutant {
        /// The one that is on in this process: none, for this build has none.
        @inlinable package static var chosen: Mutant? { nil }

        /// Whether this process breaks its clause in this way; never in this build.
        @inlinable package var isOn: Bool { false }
    }
#endif
