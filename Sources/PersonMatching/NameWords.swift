/// Words in name fields that are no part of a name, or too common to tell two people apart.
enum NameWords {
    static let titles: Set<String> = [
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "revd", "sir", "master", "jnr", "snr", "jr", "sr", "esq",
    ]

    /// What is typed when a name is not known or not yet given.
    private static let stated: Set<String> = [
        "baby", "unborn", "unknown", "unk", "unnamed", "newborn", "infant", "twin", "triplet", "tbc", "tba", "null",
    ]
    private static let statedWhole: Set<String> = [
        "not known", "n a", "na", "none", "no name", "not given", "not stated", "nk", "boy", "girl", "male", "female",
        "child", "x", "xx", "xxx", "test",
    ]

    /// What is written where a value is missing.
    static let noValue: Set<String> = [
        "", "null", "nil", "none", "n a", "na", "nan", "nk", "not known", "unknown", "not recorded", "undefined",
    ]

    /// Whether the words say that there is no name: `baby`, `baby girl`, `twin 1`, `not known`.
    static func isPlaceholder(_ words: [String]) -> Bool {
        guard let first = words.first else { return true }
        return stated.contains(first) || statedWhole.contains(words.joined(separator: " "))
    }

    /// Parts of family names that many families share.
    static let particles: Set<String> = [
        "al", "bin", "bint", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "ibn", "la", "le",
        "mac", "mc", "o", "st", "ter", "the", "van", "von",
    ]

    /// Given names borne together with the name somebody is called by, which stands second.
    static let leading: Set<String> = [
        "muhammad", "mohammad", "mohammed", "mohamed", "muhammed", "mohamad", "mohamud", "muhamad", "md", "mohd",
    ]
}
