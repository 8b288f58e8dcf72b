import WireProtocol

/// Messages about invented people, complete: every optional member is there.
enum Examples {
    static let commitment = Commitment((0..<32).map { UInt8($0) })

    /// Whatever in the question must never be printed.
    static let personalDetails = [
        "Robyn", "Keziah", "Exampleby", "Priorname", "9990000018", "ZZ9", "Avery", "0113 496", "p-7f3a", "2012",
    ]

    static let queryJSON: JSONValue = [
        "type": "fcg.query/1", "id": "0192f3a1-7c5e-7d10-9b1e-2f4a6c8e0d12", "from": "E08000035", "to": "E08000007",
        "issued": "2026-11-20T10:36:00Z", "expires": "2026-11-20T10:41:00Z",
        "salt": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "pad": "000", "purpose": "s47-enquiry",
        "urgency": "same-day", "agreement": "DSA-LDS-STP-2026-01",
        "law": ["article6": "6-1-e", "under": ["ca1989-s47"], "article9": "9-2-g", "schedule1": "sch1-18"],
        "familyConversation": ["state": "not-safe"], "harmThreshold": "explained", "namedManager": "team-manager",
        "case": ["ref": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "openedOn": "2026-11-19"],
        "justification": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "worker": [
            "role": "social-worker", "staff": "p-7f3a", "name": "Avery Exampleby", "team": "leeds-hough-lane",
            "organisation": "Leeds City Council", "phone": "0113 496 0123",
        ],
        "subjects": [
            [
                "ref": "s1", "about": "child", "relationship": "child",
                "name": ["given": ["Robyn", "Keziah"], "family": "Exampleby"], "dateOfBirth": "2012-05-12",
                "sex": "F", "previousNames": [["given": ["Robyn"], "family": "Priorname"]], "postcode": "ZZ9 9ZZ",
                "previousPostcodes": ["ZZ9 8ZZ"], "ids": ["nhs": "9990000018"],
            ],
            ["ref": "s2", "about": "parent-or-carer", "name": ["given": ["Avery"], "family": "Exampleby"]],
        ],
        "categories": ["school", "housing"], "upTo": "contact", "ext": ["trace-hint": ["any": [1, "thing"]]],
    ]

    static func query() throws -> FamilyQuery { try FamilyQuery(queryJSON) }

    static let sourceJSON: JSONValue = [
        "name": "Stockport school admissions", "currentAsOf": "2026-11-19",
        "coverage": ["from": "2016-09-01", "to": "2026-11-19", "area": ["E08000007"]],
        "rules": "Main registration only; ages 4 to 20",
    ]

    static let answerJSON: JSONValue = [
        "type": "fcg.answer/1", "from": "E08000007", "to": "E08000035",
        "inReplyTo": "0192f3a1-7c5e-7d10-9b1e-2f4a6c8e0d12",
        "queryDigest": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "salt": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "pad": "0000", "outcome": "answered-partly",
        "policySet": ["revision": "2026-11", "digest": "sha-256:00"],
        "subjects": [
            [
                "ref": "s1", "outcome": "matched",
                "categories": [
                    [
                        "category": "school", "shown": "current", "level": "detail",
                        "contact": [
                            "kind": "team", "name": "Designated safeguarding lead", "organisation": "Example Primary",
                            "phone": "0161 496 0199", "email": "dsl@primary.example",
                        ],
                        "detail": ["since": "2023-09-04"], "sources": [sourceJSON],
                    ],
                    [
                        "category": "housing", "refused": "person-not-covered", "rule": "housing-contact",
                        "owner": "Head of Housing Operations",
                    ],
                ],
            ],
            [
                "ref": "s2", "outcome": "not-confirmed", "couldHelp": ["nhs-number", "previous-names"],
                "categories": [["category": "school", "shown": "nothing-to-show", "sources": [sourceJSON]]],
            ],
        ],
        "standing": [
            "text": "We show nothing of some people and records here, and only discuss them by phone.",
            "dutyDesk": ["phone": "0161 496 0100", "hours": "day and night"], "callBack": "may be asked for",
        ],
        "handling": ["use": "this case only", "onward": "case-file", "keepHours": 8],
    ]
}
